package carveout.currencies.core;

import java.util.List;

/**
 * One fault of an input.
 *
 * @param path names of fields and places in lists, from the outside in
 */
public record Issue(List<Object> path, String message) {}
