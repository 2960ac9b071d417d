package core

import (
	"reflect"
	"strings"
	"testing"

	"carveout.example/currencies/internal/wire/jsontext"
)

func answer(t *testing.T, operation, input string) Reply {
	t.Helper()
	value, err := jsontext.Decode([]byte(input))
	if err != nil {
		t.Fatal(err)
	}
	return Answer(operation, "orders", value)
}

func TestRefusesWhatTheContractRefusesAndSaysWhere(t *testing.T) {
	cases := map[string]string{
		`null`: "[]",
		`{}`:   "[from] [to]",
		`{"from":{"currency":"usd","units":1,"nanos":0},"to":"EUR"}`:                             "[from currency]",
		`{"from":{"currency":"USD","units":1.5,"nanos":0},"to":"EUR"}`:                           "[from units]",
		`{"from":{"currency":"USD","units":1,"nanos":-1},"to":"EUR"}`:                            "[from nanos]",
		`{"from":{"currency":"USD","units":9007199254740992,"nanos":0},"to":"EUR"}`:              "[from units] [from units]",
		`{"from":{"currency":"USD","units":100000000001,"nanos":0},"to":"EUR"}`:                  "[from units]",
		`{"from":{"currency":"USD","units":1e400,"nanos":1000000000},"to":"EURO\n"}`:             "[from units] [from nanos] [to]",
		`{"from":{"currency":"USD","units":0,"nanos":-1000000000},"to":"` + "A\U0001F600" + `"}`: "[from nanos] [to]",
	}
	for input, want := range cases {
		got := answer(t, "convert", input)
		if got.Kind != Invalid || got.Code != "CARV-302" || pathsOf(got.Issues) != want {
			t.Errorf("%s: %v %s, not %s", input, got.Kind, pathsOf(got.Issues), want)
		}
	}
}

func TestNumbersAreWhatTheyAreHoweverTheyAreWritten(t *testing.T) {
	want := answer(t, "convert", `{"from":{"currency":"USD","units":100,"nanos":0},"to":"EUR"}`)
	for _, units := range []string{"100.0", "1e2", "1000E-1"} {
		got := answer(t, "convert", `{"from":{"currency":"USD","units":`+units+`,"nanos":-0,"more":1},"to":"EUR"}`)
		if got.Kind != Value || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v", units, got)
		}
	}
}

func TestTellsAtMostTwentyIssues(t *testing.T) {
	got := answer(t, "convertAll", `{"amounts":[`+strings.Repeat("1,", 30)+`1],"to":"EUR"}`)
	if len(got.Issues) != 20 {
		t.Errorf("told %d", len(got.Issues))
	}
	got = answer(t, "convertAll", `{"amounts":[`+strings.Repeat("1,", 1000)+`1],"to":"EUR"}`)
	if pathsOf(got.Issues) != "[amounts]" {
		t.Errorf("%v", got.Issues)
	}
}

func TestNamesTheUnknownCurrency(t *testing.T) {
	got := answer(t, "convertAll", `{"amounts":[{"currency":"XAU","units":1,"nanos":0}],"to":"XXX"}`)
	if want := unknownCurrency("XXX"); !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}

func TestLetsNobodyOutsideConvertAll(t *testing.T) {
	value, _ := jsontext.Decode([]byte(`{"amounts":[],"to":"EUR"}`))
	if got := Answer("convertAll", Door, value); got.Kind != Denied {
		t.Errorf("%v", got)
	}
	if got := Answer("convertAll", "orders", value); got.Kind != Value {
		t.Errorf("%v", got)
	}
}

func pathsOf(issues []Issue) string {
	var paths []string
	for _, issue := range issues {
		steps := make([]string, len(issue.Path))
		for index, step := range issue.Path {
			steps[index] = step.(string)
		}
		paths = append(paths, "["+strings.Join(steps, " ")+"]")
	}
	return strings.Join(paths, " ")
}
