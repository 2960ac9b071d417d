package eureka

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"carveout.example/currencies/internal/wire/jsontext"
)

const requestTime = 3 * time.Second

// servers are peers of one registry: the next one is asked when one does not answer.
type servers struct {
	urls   []string
	client http.Client
}

// ask answers the status of the first server that gives one of those wanted.
func (s *servers) ask(ctx context.Context, method, path string, body any, wanted ...int) (int, error) {
	var text []byte
	if body != nil {
		text, _ = jsontext.Encode(body)
	}
	var tried error
	for _, base := range s.urls {
		status, err := s.askOne(ctx, method, strings.TrimSuffix(base, "/apps")+"/apps/"+path, text)
		if err == nil {
			for _, one := range wanted {
				if status == one {
					return status, nil
				}
			}
			err = fmt.Errorf("status %d", status)
		}
		tried = errors.Join(tried, err)
	}
	return 0, tried
}

func (s *servers) askOne(ctx context.Context, method, target string, text []byte) (int, error) {
	limited, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	request, err := http.NewRequestWithContext(limited, method, target, bytes.NewReader(text))
	if err != nil {
		return 0, errors.New("its address is none")
	}
	request.Header.Set("Accept", "application/json")
	if len(text) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := s.client.Do(request)
	if err != nil {
		return 0, reasonOf(err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20))
	return response.StatusCode, nil
}

// reasonOf leaves the address out: it may hold a password.
func reasonOf(err error) error {
	var inRequest *url.Error
	if errors.As(err, &inRequest) {
		return inRequest.Err
	}
	return err
}
