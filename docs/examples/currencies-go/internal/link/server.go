// Package link is the host's side of the HTTP link: it takes batches of calls, and streams their answers.
package link

import (
	"bytes"
	"crypto/subtle"
	"io"
	"net/http"
	"strings"
	"time"

	"carveout.example/currencies/internal/life"
	"carveout.example/currencies/internal/linger"
)

const (
	callsContent = "application/vnd.carveout.calls.1+x-ndjson"
	callsPath    = "/calls/"
	module       = "currencies"
	// A call of 8 MiB may travel alone, with its end of line; all others in batches of up to 64 KiB.
	mostBytes = 8<<20 + 64<<10
	mostCalls = 64
	readTime  = 20 * time.Second
)

// Server takes calls at one port.
type Server struct {
	Runner *Runner
	State  *life.State
	Secret string
}

func (s *Server) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if request.URL.Path == "/health/ready" {
		life.TellByStatus(response, request, s.State.Ready() && !s.State.Stopping())
		return
	}
	refused := s.refusalOf(request)
	var lines [][]byte
	if refused == nil {
		lines, refused = s.linesOf(request)
	}
	if refused != nil {
		linger.Over(response, request, func() { refused.tell(response) })
		return
	}
	s.answer(response, lines)
}

// refusalOf says what can be said before the body is read.
func (s *Server) refusalOf(request *http.Request) *refusal {
	called, isCall := strings.CutPrefix(request.URL.Path, callsPath)
	switch {
	case !isCall:
		return noSuchModule
	case !s.authorized(request.Header.Get("Authorization")):
		return unauthorized
	case request.Method != http.MethodPost:
		return wrongMethod
	case s.State.Stopping():
		return isStopping
	case called != module || request.URL.RawQuery != "":
		return noSuchModule
	case request.Header.Get("Content-Type") != callsContent || request.Header.Get("Content-Encoding") != "":
		return foreignType
	case request.ContentLength > mostBytes:
		return tooLarge
	case s.Runner.full():
		return isFull
	}
	return nil
}

// authorized checks Authorization: Bearer <secret> (RFC 6750, 2.1), in a time that tells nothing of the secret.
func (s *Server) authorized(header string) bool {
	const scheme = "bearer "
	if s.Secret == "" {
		return true
	}
	if len(header) < len(scheme) || !strings.EqualFold(header[:len(scheme)], scheme) {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(header[len(scheme):]), []byte(s.Secret)) == 1
}

// linesOf reads the body: each line ends with a newline, and nothing follows the last.
func (s *Server) linesOf(request *http.Request) ([][]byte, *refusal) {
	body, err := io.ReadAll(io.LimitReader(request.Body, mostBytes+1))
	if len(body) > mostBytes {
		return nil, tooLarge
	}
	text, isWhole := bytes.CutSuffix(body, []byte("\n"))
	if err != nil || !isWhole {
		return nil, unreadable
	}
	if s.State.Stopping() {
		return nil, isStopping
	}
	if bytes.Count(text, []byte("\n")) >= mostCalls {
		return nil, tooLarge
	}
	return bytes.Split(text, []byte("\n")), nil
}
