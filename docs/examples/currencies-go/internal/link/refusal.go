package link

import "net/http"

// A refusal of a batch as a whole: none of its calls has run or will.
type refusal struct {
	status int
	code   string
	// Name and value of one more header.
	header, value string
}

var (
	noSuchModule = &refusal{http.StatusNotFound, "CARV-432", "", ""}
	unauthorized = &refusal{http.StatusUnauthorized, "CARV-303", "WWW-Authenticate", "Bearer"}
	wrongMethod  = &refusal{http.StatusMethodNotAllowed, "CARV-302", "Allow", "POST"}
	foreignType  = &refusal{http.StatusUnsupportedMediaType, "CARV-302", "Accept", callsContent}
	isStopping   = &refusal{http.StatusServiceUnavailable, "CARV-314", "Retry-After", "1"}
	isFull       = &refusal{http.StatusServiceUnavailable, "CARV-312", "Retry-After", "1"}
	tooLarge     = &refusal{http.StatusRequestEntityTooLarge, "CARV-436", "", ""}
	unreadable   = &refusal{http.StatusBadRequest, "CARV-302", "", ""}
)

func (r *refusal) tell(response http.ResponseWriter) {
	header := response.Header()
	if r.header != "" {
		header.Set(r.header, r.value)
	}
	header.Set("carveout-refused", r.code)
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Length", "0")
	response.WriteHeader(r.status)
}
