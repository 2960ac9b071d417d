package carveout.currencies.link;

import jakarta.servlet.http.HttpServletResponse;

/**
 * Of a batch as a whole: none of its calls has run or will.
 *
 * @param header name of one more header; null for none
 */
record Refusal(int status, String code, String header, String value) {
  static final Refusal NO_SUCH_MODULE = new Refusal(404, "CARV-432", null, null);
  static final Refusal UNAUTHORIZED = new Refusal(401, "CARV-303", "WWW-Authenticate", "Bearer");
  static final Refusal WRONG_METHOD = new Refusal(405, "CARV-302", "Allow", "POST");
  static final Refusal FOREIGN_TYPE = new Refusal(415, "CARV-302", "Accept", LinkHandler.CALLS_CONTENT);
  static final Refusal STOPPING = new Refusal(503, "CARV-314", "Retry-After", "1");
  static final Refusal FULL = new Refusal(503, "CARV-312", "Retry-After", "1");
  static final Refusal TOO_LARGE = new Refusal(413, "CARV-436", null, null);
  static final Refusal UNREADABLE = new Refusal(400, "CARV-302", null, null);

  void tell(HttpServletResponse response) {
    if (header != null) response.setHeader(header, value);
    response.setHeader("carveout-refused", code);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(0);
    response.setStatus(status);
  }
}
