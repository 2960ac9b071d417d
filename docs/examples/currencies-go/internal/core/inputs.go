package core

import "carveout.example/currencies/internal/money"

type convertInput struct {
	from money.Money
	to   string
}

type convertAllInput struct {
	amounts []money.Money
	to      string
}

func checkSupported(input any) []Issue {
	var found checks
	found.object([]any{}, input)
	return found.failed()
}

func checkConvert(input any) (convertInput, []Issue) {
	var found checks
	fields, ok := found.object([]any{}, input)
	if !ok {
		return convertInput{}, found.failed()
	}
	from := found.convertible([]any{"from"}, fieldOf(fields, "from"))
	to, _ := found.currency([]any{"to"}, fieldOf(fields, "to"))
	return convertInput{from: from, to: to}, found.failed()
}

func checkConvertAll(input any) (convertAllInput, []Issue) {
	var found checks
	fields, ok := found.object([]any{}, input)
	if !ok {
		return convertAllInput{}, found.failed()
	}
	amounts := found.amounts(fieldOf(fields, "amounts"))
	to, _ := found.currency([]any{"to"}, fieldOf(fields, "to"))
	return convertAllInput{amounts: amounts, to: to}, found.failed()
}

// amounts are not looked at where there are too many.
func (c *checks) amounts(given any) []money.Money {
	path := []any{"amounts"}
	list, isList := given.([]any)
	if !isList {
		c.wrongType(path, "array", given)
		return nil
	}
	if len(list) > mostAmounts {
		c.fault(path, "Too big: expected array to have <=1000 items")
		return nil
	}
	amounts := make([]money.Money, len(list))
	for index, one := range list {
		amounts[index] = c.convertible(at(path, index), one)
	}
	return amounts
}
