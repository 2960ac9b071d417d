package principal

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"
)

var now = time.Unix(1_800_000_000, 0)

var public, private, _ = ed25519.GenerateKey(nil)

func encoded(value any) string {
	text, _ := json.Marshal(value)
	return base64.RawURLEncoding.EncodeToString(text)
}

func setOf(key ed25519.PublicKey) string {
	x := base64.RawURLEncoding.EncodeToString(key)
	return `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"` + x + `"}]}`
}

// header is right in everything that is not said otherwise; nil leaves a member out.
func header(key ed25519.PrivateKey, head, said map[string]any) string {
	allHead := map[string]any{"alg": "EdDSA", "typ": "carveout-principal+jwt"}
	all := map[string]any{"iss": "carveout-gateway", "aud": "carveout", "sub": "ann", "roles": []string{"customer"},
		"iat": now.Unix(), "exp": now.Unix() + 60}
	maps.Copy(allHead, head)
	maps.Copy(all, said)
	for _, members := range []map[string]any{allHead, all} {
		maps.DeleteFunc(members, func(_ string, value any) bool { return value == nil })
	}
	signed := encoded(allHead) + "." + encoded(all)
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, []byte(signed)))
}

func read(t *testing.T, texts ...string) (*Principal, error) {
	t.Helper()
	keys, err := ReadKeys(setOf(public))
	if err != nil {
		t.Fatal(err)
	}
	return keys.Of(http.Header{Header: texts}, now)
}

func TestReadsWhomTheGatewayNames(t *testing.T) {
	for _, text := range []string{
		header(private, nil, nil),
		header(private, map[string]any{"alg": "Ed25519"}, map[string]any{"aud": []string{"others", "carveout"}}),
		header(private, nil, map[string]any{"iat": now.Unix() - 64, "exp": now.Unix() - 4}),
	} {
		found, err := read(t, text)
		if err != nil || found == nil || found.ID != "ann" || strings.Join(found.Roles, " ") != "customer" {
			t.Errorf("%s: %v %v", text, found, err)
		}
	}
}

func TestWithoutAHeaderOrWithoutKeysItIsNobody(t *testing.T) {
	if found, err := read(t); found != nil || err != nil {
		t.Errorf("%v %v", found, err)
	}
	if found, err := Keys(nil).Of(http.Header{Header: {"forged"}}, now); found != nil || err != nil {
		t.Errorf("%v %v", found, err)
	}
}

func TestRefusesWhatDoesNotHold(t *testing.T) {
	_, others, _ := ed25519.GenerateKey(nil)
	good := header(private, nil, nil)
	parts := strings.Split(good, ".")
	cases := map[string][]string{
		"another key":     {header(others, nil, nil)},
		"another name":    {header(private, map[string]any{"kid": "other"}, nil)},
		"another purpose": {header(private, map[string]any{"typ": "JWT"}, nil)},
		"an extension":    {header(private, map[string]any{"crit": []string{"b64"}, "b64": true}, nil)},
		"no signature":    {encoded(map[string]any{"alg": "none", "typ": kind}) + "." + parts[1] + "."},
		"other claims":    {parts[0] + "." + encoded(map[string]any{"sub": "root"}) + "." + parts[2]},
		"audience":        {header(private, nil, map[string]any{"aud": "others"})},
		"issuer":          {header(private, nil, map[string]any{"iss": "carveout"})},
		"over":            {header(private, nil, map[string]any{"iat": now.Unix() - 65, "exp": now.Unix() - 5})},
		"too long a life": {header(private, nil, map[string]any{"iat": now.Unix() - 70, "exp": now.Unix() + 600})},
		"the future":      {header(private, nil, map[string]any{"iat": now.Unix() + 6})},
		"no end":          {header(private, nil, map[string]any{"exp": nil})},
		"no beginning":    {header(private, nil, map[string]any{"iat": nil})},
		"no subject":      {header(private, nil, map[string]any{"sub": nil})},
		"no roles":        {header(private, nil, map[string]any{"roles": nil})},
		"odd roles":       {header(private, nil, map[string]any{"roles": []int{7}})},
		"too long":        {header(private, nil, map[string]any{"roles": []string{strings.Repeat("x", 9_200)}})},
		"twice":           {good, good},
		"plain text":      {`{"sub":"root"}`},
	}
	for what, texts := range cases {
		if found, err := read(t, texts...); err == nil || found != nil {
			t.Errorf("%s: %v", what, found)
		}
	}
}

func TestKeysThatCannotBeUsedAreToldWithoutTheirText(t *testing.T) {
	for _, text := range []string{
		"hunter2", `["hunter2"]`, `{"keys":[]}`, `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"hunter2"}]}`,
		strings.Replace(setOf(public), `"kty"`, `"d":"hunter2","kty"`, 1),
	} {
		if _, err := ReadKeys(text); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestNamesAKeyByItsThumbprint(t *testing.T) {
	// RFC 8037, A.3.
	const x, name = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
	if found := thumbprint(x); found != name {
		t.Error(found)
	}
}
