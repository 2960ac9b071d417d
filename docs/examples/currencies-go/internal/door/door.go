// Package door serves the contract's http lines as a JSON API, behind a gateway.
package door

import (
	"crypto/rand"
	"net/http"
	"regexp"
	"strings"

	"carveout.example/currencies/internal/core"
	"carveout.example/currencies/internal/life"
	"carveout.example/currencies/internal/linger"
	"carveout.example/currencies/internal/wire/jsontext"
)

// Answer runs an operation for a caller.
type Answer func(operation, caller string, input any) core.Reply

type route struct {
	method, allowed, operation string
	fields                     fields
}

var routes = map[string]route{
	"/api/currencies":         {http.MethodGet, "GET, HEAD", "supported", supportedFields},
	"/api/currencies/convert": {http.MethodPost, "POST", "convert", convertFields},
}

var wellFormedID = regexp.MustCompile(`^[\x21-\x7e]{1,128}$`)

// New makes the door.
func New(state *life.State, answer Answer) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		switch request.URL.Path {
		case "/health/live":
			life.TellByStatus(response, request, true)
		case "/health/ready":
			life.TellByStatus(response, request, state.Ready())
		default:
			setHeaders(response.Header(), request.Header.Get("X-Request-Id"))
			serve(response, request, answer)
		}
	})
}

func setHeaders(header http.Header, givenID string) {
	if !wellFormedID.MatchString(givenID) {
		givenID = rand.Text()
	}
	header.Set("X-Request-Id", givenID)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	header.Set("Cache-Control", "no-store")
}

func serve(response http.ResponseWriter, request *http.Request, answer Answer) {
	found, isRoute := routes[request.URL.Path]
	if !isRoute {
		plainProblem(http.StatusNotFound, "Nothing is served at this path.").tell(response)
		return
	}
	isHead := found.method == http.MethodGet && request.Method == http.MethodHead
	if request.Method != found.method && !isHead {
		response.Header().Set("Allow", found.allowed)
		plainProblem(http.StatusMethodNotAllowed, "This path takes other methods: see the Allow header.").tell(response)
		return
	}
	var body any = core.Absent{}
	if found.method == http.MethodPost {
		read, refused := readBody(request)
		if refused != nil {
			linger.Over(response, request, func() { refused.tell(response) })
			return
		}
		body = read
	}
	input, unfit := compose(found.fields, request.URL.Query(), body)
	tell(response, found.operation, checked(answer(found.operation, core.Door, input), unfit))
}

// checked adds what the door refuses to what the contract does.
func checked(reply core.Reply, unfit []core.Issue) core.Reply {
	if len(unfit) == 0 || reply.Kind == core.Fault {
		return reply
	}
	return core.Reply{Kind: core.Invalid, Issues: append(reply.Issues, unfit...)}
}

func tell(response http.ResponseWriter, operation string, reply core.Reply) {
	if reply.Kind != core.Value {
		problemOf("currencies."+operation, reply).tell(response)
		return
	}
	text, _ := jsontext.Encode(reply.Data)
	response.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = response.Write([]byte(strings.TrimSuffix(string(text), "\n")))
}
