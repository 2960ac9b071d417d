package money

import (
	"maps"
	"math/big"
	"slices"
)

// Millionths of each currency that one euro buys: the rates of modules/currencies/core/src/domain/rates.ts.
var rates = map[string]int64{
	"AUD": 1_770_000,
	"BGN": 1_955_800,
	"BRL": 6_250_000,
	"CAD": 1_620_000,
	"CHF": 935_000,
	"CNY": 8_250_000,
	"CZK": 24_400_000,
	"DKK": 7_465_000,
	"EUR": 1_000_000,
	"GBP": 870_000,
	"HKD": 9_050_000,
	"HUF": 388_000_000,
	"IDR": 19_200_000_000,
	"ILS": 3_850_000,
	"INR": 102_500_000,
	"ISK": 143_000_000,
	"JPY": 174_000_000,
	"KRW": 1_630_000_000,
	"MXN": 21_600_000,
	"MYR": 4_900_000,
	"NOK": 11_700_000,
	"NZD": 2_020_000,
	"PHP": 67_500_000,
	"PLN": 4_260_000,
	"RON": 5_080_000,
	"SEK": 11_000_000,
	"SGD": 1_510_000,
	"THB": 37_800_000,
	"TRY": 48_600_000,
	"USD": 1_165_000,
	"ZAR": 20_300_000,
}

// What is paid in whole units. Unicode's table, by which pages print amounts, and not ISO 4217's: it knows no fillér and no sen.
var withoutMinorUnit = map[string]bool{"HUF": true, "IDR": true, "ISK": true, "JPY": true, "KRW": true}

// Supported are the currencies that have a rate, in alphabetical order.
func Supported() []string {
	return slices.Sorted(maps.Keys(rates))
}

// minorUnit is the smallest amount that is paid in a currency, in billionths of a unit.
func minorUnit(currency string) *big.Int {
	if withoutMinorUnit[currency] {
		return big.NewInt(1_000_000_000)
	}
	return big.NewInt(10_000_000)
}
