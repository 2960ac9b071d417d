package door

import (
	"io"
	"mime"
	"net/http"
	"strings"

	"carveout.example/currencies/internal/core"
	"carveout.example/currencies/internal/wire/jsontext"
)

const mostBytes = 65_536

// readBody answers the body as JSON; Absent where there is none.
func readBody(request *http.Request) (any, *problem) {
	if request.ContentLength == 0 {
		return core.Absent{}, nil
	}
	if refused := refusedKind(request.Header); refused != nil {
		return nil, refused
	}
	text, err := io.ReadAll(io.LimitReader(request.Body, mostBytes+1))
	if len(text) > mostBytes {
		return nil, refused(http.StatusRequestEntityTooLarge, "The body is larger than this door takes.")
	}
	if err != nil {
		return nil, refused(http.StatusBadRequest, "The request ended before its body was complete.")
	}
	body, err := jsontext.Decode(text)
	switch body.(type) {
	case map[string]any, []any:
		return body, nil
	}
	return nil, refused(http.StatusBadRequest, "The body is not a well-formed JSON object. Check its quotes, commas and brackets.")
}

func refusedKind(header http.Header) *problem {
	kind, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil || (kind != "application/json" && !strings.HasSuffix(kind, "+json")) {
		return refused(http.StatusUnsupportedMediaType, "Send the body as application/json.")
	}
	if encoding := strings.ToLower(header.Get("Content-Encoding")); encoding != "" && encoding != "identity" {
		return refused(http.StatusUnsupportedMediaType, "Send the body without Content-Encoding.")
	}
	return nil
}

func refused(status int, detail string) *problem {
	told := bodyRefused(status, detail)
	return &told
}
