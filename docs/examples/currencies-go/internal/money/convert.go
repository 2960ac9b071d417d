package money

import "math/big"

// Convert gives the amount in another currency, rounded once to what can be paid in it, halves to even. In its own
// currency an amount stays what it is. Both currencies have a rate: see Unknown.
func Convert(from Money, to string) Money {
	nanos := from.inNanos()
	if from.Currency == to {
		return fromNanos(to, nanos)
	}
	minor := minorUnit(to)
	dividend := nanos.Mul(nanos, big.NewInt(rates[to]))
	divisor := new(big.Int).Mul(big.NewInt(rates[from.Currency]), minor)
	payable := divideHalfEven(dividend, divisor)
	return fromNanos(to, payable.Mul(payable, minor))
}

// Unknown names the first of the currencies that has no rate.
func Unknown(currencies ...string) (string, bool) {
	for _, currency := range currencies {
		if _, known := rates[currency]; !known {
			return currency, true
		}
	}
	return "", false
}
