package carveout.currencies.principal;

import java.util.List;

/** By whom a request is made. */
public record Principal(String id, List<String> roles) {}
