// Package linger ends requests whose body was not read to its end. Closing a connection with unread bytes would reset
// it, and its sender would see a broken connection in place of the answer.
package linger

import (
	"io"
	"net/http"
	"time"
)

const (
	lingerTime = time.Second
	// The server itself throws away so much, for the sake of the connection.
	shortBody = 128 << 10
)

// Over answers with tell, and then throws away what still arrives of a long body, for a second at most.
func Over(response http.ResponseWriter, request *http.Request, tell func()) {
	if request.ContentLength >= 0 && request.ContentLength <= shortBody {
		tell()
		return
	}
	control := http.NewResponseController(response)
	response.Header().Set("Connection", "close")
	// Otherwise the server stops reading once an answer is written.
	duplex := control.EnableFullDuplex()
	tell()
	// Recorders of tests can do none of this, and need none.
	if duplex != nil || control.Flush() != nil || control.SetReadDeadline(time.Now().Add(lingerTime)) != nil {
		return
	}
	_, _ = io.Copy(io.Discard, request.Body)
}
