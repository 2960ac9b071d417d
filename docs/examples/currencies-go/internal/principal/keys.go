// Package principal reads by whom a request is made, as a gateway says it: docs/guides/wire-format.md.
package principal

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
)

// Keys are the public ones whose word counts, by their names. Without any, nobody is believed.
type Keys map[string]ed25519.PublicKey

type jwk struct {
	Type  string  `json:"kty"`
	Curve string  `json:"crv"`
	X     string  `json:"x"`
	Name  string  `json:"kid"`
	D     *string `json:"d"`
}

// ReadKeys reads a key set (RFC 7517). One without a name is named by its thumbprint (RFC 7638), as the gateway does it.
// What is wrong is told without the text.
func ReadKeys(text string) (Keys, error) {
	var set struct {
		Keys []jwk `json:"keys"`
	}
	if err := json.Unmarshal([]byte(text), &set); err != nil || len(set.Keys) == 0 {
		return nil, errors.New(`it is no JSON of the form {"keys":[…]} with a key or more`)
	}
	keys := Keys{}
	for _, key := range set.Keys {
		x, err := base64.RawURLEncoding.DecodeString(key.X)
		if err != nil || len(x) != ed25519.PublicKeySize || key.Type != "OKP" || key.Curve != "Ed25519" {
			return nil, errors.New("every key must be of the type OKP and the curve Ed25519")
		}
		if key.D != nil {
			return nil, errors.New("it holds a private key, which nobody but the gateway may have. Leave out the member `d`")
		}
		if key.Name == "" {
			key.Name = thumbprint(key.X)
		}
		keys[key.Name] = x
	}
	return keys, nil
}

func thumbprint(x string) string {
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + x + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// named answers the key of a name; of a single one, the name may be left out.
func (k Keys) named(name *string) (ed25519.PublicKey, bool) {
	if name == nil {
		for _, only := range k {
			return only, len(k) == 1
		}
		return nil, false
	}
	key, found := k[*name]
	return key, found
}
