package principal

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	// Header says by whom a request is made.
	Header = "Carveout-Principal"

	issuer   = "carveout-gateway"
	audience = "carveout"
	kind     = "carveout-principal+jwt"
	life     = 60.0
	// By how many seconds the clocks of the gateway and of this process may differ.
	tolerance      = 5.0
	mostCharacters = 12_288
)

// Principal is by whom a request is made.
type Principal struct {
	ID    string
	Roles []string
}

// Of reads the header: nil for nobody, an error for one that does not hold.
func (k Keys) Of(header http.Header, now time.Time) (*Principal, error) {
	// One that comes twice is none.
	text := strings.Join(header.Values(Header), ", ")
	if len(k) == 0 || text == "" {
		return nil, nil
	}
	return k.verify(text, float64(now.UnixMilli())/1_000)
}

type protected struct {
	Algorithm string   `json:"alg"`
	Type      string   `json:"typ"`
	Name      *string  `json:"kid"`
	Critical  []string `json:"crit"`
}

type claims struct {
	Issuer   string   `json:"iss"`
	Audience any      `json:"aud"`
	Subject  string   `json:"sub"`
	Roles    []string `json:"roles"`
	Begin    *float64 `json:"iat"`
	End      *float64 `json:"exp"`
}

func (k Keys) verify(text string, now float64) (*Principal, error) {
	parts := strings.Split(text, ".")
	if len(text) > mostCharacters || len(parts) != 3 {
		return nil, errors.New("it is no compact JWS")
	}
	var head protected
	var said claims
	if err := decode(parts[0], &head); err != nil {
		return nil, err
	}
	if head.Algorithm != "EdDSA" && head.Algorithm != "Ed25519" {
		return nil, errors.New("it is signed in another way")
	}
	if head.Type != kind || head.Critical != nil {
		return nil, errors.New("it was made for another purpose")
	}
	key, found := k.named(head.Name)
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if !found || err != nil || !ed25519.Verify(key, []byte(parts[0]+"."+parts[1]), signature) {
		return nil, errors.New("it is signed by somebody else")
	}
	if err := decode(parts[1], &said); err != nil {
		return nil, err
	}
	return said.principal(now)
}

func (c claims) principal(now float64) (*Principal, error) {
	switch {
	case c.Issuer != issuer || !isFor(c.Audience):
		return nil, errors.New("it is of another issuer, or for somebody else")
	case c.Begin == nil || c.End == nil:
		return nil, errors.New("it does not say from when to when it holds")
	case *c.Begin > now+tolerance:
		return nil, errors.New("it is from the future")
	case now >= min(*c.End, *c.Begin+life)+tolerance:
		return nil, errors.New("it is over its time")
	case c.Subject == "" || c.Roles == nil:
		return nil, errors.New("it names nobody, or no roles")
	}
	return &Principal{ID: c.Subject, Roles: c.Roles}, nil
}

func isFor(aud any) bool {
	list, isList := aud.([]any)
	return aud == audience || (isList && slices.Contains(list, any(audience)))
}

func decode(part string, into any) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil || json.Unmarshal(text, into) != nil {
		return errors.New("it cannot be read")
	}
	return nil
}
