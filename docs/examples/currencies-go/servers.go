package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"carveout.example/currencies/internal/life"
	"carveout.example/currencies/internal/settings"
)

// servers of the process, in the order of their opening.
type servers struct {
	all       []*http.Server
	listeners []net.Listener
	// Where they listen; 0 for one that is not wanted.
	ports []int
}

// listen takes the port, so that a taken one is told at once.
func (s *servers) listen(host string, port int, handler http.Handler) error {
	if port == settings.None {
		s.ports = append(s.ports, 0)
		return nil
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return err
	}
	s.ports = append(s.ports, listener.Addr().(*net.TCPAddr).Port)
	s.listeners = append(s.listeners, listener)
	s.all = append(s.all, &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       20 * time.Second,
		// Longer than that of usual proxies, so that they close first.
		IdleTimeout:    65 * time.Second,
		MaxHeaderBytes: 16_384,
		ErrorLog:       slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	})
	return nil
}

// untilStopped keeps connections, and once the process stops tells each client that its own ends with the answer.
func untilStopped(state *life.State, handler http.Handler) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if !state.Ready() {
			response.Header().Set("Connection", "close")
		}
		handler.ServeHTTP(response, request)
	})
}

func (s *servers) serve() {
	for index, server := range s.all {
		go func() { _ = server.Serve(s.listeners[index]) }()
	}
}

func (s *servers) close(within context.Context) {
	for _, server := range s.all {
		_ = server.Shutdown(within)
	}
}
