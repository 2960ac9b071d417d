package money

import "math/big"

// divideHalfEven is dividend / divisor as a whole number, halves to the even one. The divisor is above 0.
func divideHalfEven(dividend, divisor *big.Int) *big.Int {
	size := new(big.Int).Abs(dividend)
	result, rest := new(big.Int).QuoRem(size, divisor, new(big.Int))
	order := rest.Lsh(rest, 1).Cmp(divisor)
	if order > 0 || (order == 0 && result.Bit(0) == 1) {
		result.Add(result, big.NewInt(1))
	}
	if dividend.Sign() < 0 {
		result.Neg(result)
	}
	return result
}
