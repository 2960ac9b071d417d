package wire

import (
	"encoding/json"
	"testing"

	"carveout.example/currencies/internal/core"
)

func TestReadsBothFormsOfACall(t *testing.T) {
	cases := map[string]any{
		`["supported","i","c","orders",9,null,null,null,null]`:                       core.Absent{},
		`["supported","i","c","orders",9,null,null,null,null,null]`:                  nil,
		`["supported","i","c","orders",9,null,null,null,null,7]`:                     json.Number("7"),
		`["supported","i","c","orders",9,"a","k",{"id":"x"},"t",null,1,2]`:           core.Absent{},
		`["supported","i","c","orders",9,"a","k",{"id":"x"},"t",null,1,3]`:           core.Absent{},
		`["supported","i","c","orders",9,"a","k",{"id":"x"},"t",null,1,1]`:           nil,
		`["supported","i","c","orders",9,null,null,null,null,"x",1,0,"of later on"]`: "x",
	}
	for line, want := range cases {
		got, ok := ReadCall([]byte(line))
		if !ok || got.Input != want || got.Operation != "supported" || got.Caller != "orders" || got.Deadline != 9 {
			t.Errorf("%s: %v %v", line, got, ok)
		}
	}
}

func TestRefusesWhatIsNoCall(t *testing.T) {
	for _, line := range []string{``, `{`, `1`, `{}`, `[]`, `["a","b","c","d"]`, `["a","b","c","d","9"]`,
		`["a","b",null,"d",9]`, `["a","b","c","d",9] []`, `[["a"],"b","c","d",9]`} {
		if got, ok := ReadCall([]byte(line)); ok {
			t.Errorf("%s is read as %v", line, got)
		}
	}
}

func TestWritesAnswers(t *testing.T) {
	cases := map[string]core.Reply{
		"[3,0,\"<&>\"]\n":                          {Kind: core.Value, Data: "<&>"},
		"[3,1,\"GONE\",{\"a\":1}]\n":               {Kind: core.Declared, Code: "GONE", Data: map[string]int{"a": 1}},
		"[3,4,\"C\",\"m\"]\n":                      {Kind: core.NotSent, Code: "C", Message: "m"},
		"[3,4,\"C\",\"m\",null,{\"after\":100}]\n": {Kind: core.NotSent, Code: "C", Message: "m", AfterMs: 100},
		"[3,2,\"C\",\"m\",[{\"path\":[\"a\",0],\"message\":\"x\"}]]\n": {Kind: core.Invalid, Code: "C", Message: "m",
			Issues: []core.Issue{{Path: []any{"a", 0}, Message: "x"}}},
	}
	for want, reply := range cases {
		if got, err := WriteAnswer(3, reply); err != nil || string(got) != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
}
