package life

import "net/http"

// TellByStatus answers a question of health by its status alone: 200 or 503.
func TellByStatus(response http.ResponseWriter, request *http.Request, good bool) {
	response.Header().Set("Cache-Control", "no-store")
	response.Header().Set("Content-Length", "0")
	switch {
	case request.Method != http.MethodGet && request.Method != http.MethodHead:
		response.Header().Set("Allow", "GET, HEAD")
		response.WriteHeader(http.StatusMethodNotAllowed)
	case good:
		response.WriteHeader(http.StatusOK)
	default:
		response.WriteHeader(http.StatusServiceUnavailable)
	}
}
