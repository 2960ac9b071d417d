package money

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestHalvesGoToTheEvenNumber(t *testing.T) {
	for _, one := range [][3]int64{{5, 2, 2}, {7, 2, 4}, {-5, 2, -2}, {-7, 2, -4}, {8, 3, 3}, {7, 3, 2}, {0, 9, 0}} {
		if got := divideHalfEven(big.NewInt(one[0]), big.NewInt(one[1])); got.Int64() != one[2] {
			t.Errorf("%d / %d is %d, not %d", one[0], one[1], got, one[2])
		}
	}
}

func TestConvertsAtTheRateAndRoundsToWhatCanBePaid(t *testing.T) {
	cases := []struct {
		from Money
		want Money
	}{
		{Money{"EUR", 100, 0}, Money{"USD", 116, 500_000_000}},
		{Money{"USD", 19, 990_000_000}, Money{"JPY", 2986, 0}},
		{Money{"USD", -19, -990_000_000}, Money{"JPY", -2986, 0}},
		{Money{"EUR", 100_000_000_000, 999_999_999}, Money{"IDR", 1_920_000_000_019_200, 0}},
		{Money{"EUR", 1, 1}, Money{"EUR", 1, 1}},
	}
	for _, one := range cases {
		if got := Convert(one.from, one.want.Currency); got != one.want {
			t.Errorf("%v is %v, not %v", one.from, got, one.want)
		}
	}
}

func TestUnitsAndNanosHaveOneSignForEveryPair(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for _, from := range Supported() {
		for _, to := range Supported() {
			sign := 1 - 2*chance.Int64N(2)
			amount := Money{from, sign * chance.Int64N(100_000_000_001), sign * chance.Int64N(1_000_000_000)}
			got := Convert(amount, to)
			if got.Currency != to || got.Units*sign < 0 || got.Nanos*sign < 0 || got.Units*sign >= 1<<53 {
				t.Errorf("%v in %s is %v", amount, to, got)
			}
		}
	}
}

func TestNamesTheFirstThatIsUnknown(t *testing.T) {
	if name, unknown := Unknown("EUR", "XAU", "XXX"); !unknown || name != "XAU" {
		t.Errorf("named %q", name)
	}
	if name, unknown := Unknown(Supported()...); unknown {
		t.Errorf("does not know %q", name)
	}
}
