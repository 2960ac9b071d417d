// Package money counts amounts exactly, in billionths of a unit as whole numbers. There is no float anywhere.
package money

import "math/big"

// Money is an exact amount: whole units plus billionths of one, both of the same sign.
type Money struct {
	Currency string `json:"currency"`
	Units    int64  `json:"units"`
	Nanos    int64  `json:"nanos"`
}

var nanosPerUnit = big.NewInt(1_000_000_000)

func (m Money) inNanos() *big.Int {
	nanos := new(big.Int).Mul(big.NewInt(m.Units), nanosPerUnit)
	return nanos.Add(nanos, big.NewInt(m.Nanos))
}

func fromNanos(currency string, nanos *big.Int) Money {
	units, rest := new(big.Int).QuoRem(nanos, nanosPerUnit, new(big.Int))
	return Money{Currency: currency, Units: units.Int64(), Nanos: rest.Int64()}
}
