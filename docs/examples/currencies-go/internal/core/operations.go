package core

import "carveout.example/currencies/internal/money"

// Door is the caller of what comes from outside: it may only make calls that the contract gives it access to.
const Door = "door"

// Names are those of the operations, in alphabetical order.
var Names = []string{"convert", "convertAll", "supported"}

// Answer runs one operation.
func Answer(operation, caller string, input any) Reply {
	switch operation {
	case "supported":
		return supported(input)
	case "convert":
		return convert(input)
	case "convertAll":
		return convertAll(input, caller)
	}
	message := "currencies is hosted here without " + operation + "; deploy a host that has it before its callers"
	return Reply{Kind: NotSent, Code: "CARV-315", Message: message}
}

func supported(input any) Reply {
	if issues := checkSupported(input); len(issues) > 0 {
		return refused(issues)
	}
	return Reply{Kind: Value, Data: map[string]any{"currencies": money.Supported()}}
}

func convert(input any) Reply {
	asked, issues := checkConvert(input)
	if len(issues) > 0 {
		return refused(issues)
	}
	if currency, unknown := money.Unknown(asked.from.Currency, asked.to); unknown {
		return unknownCurrency(currency)
	}
	return Reply{Kind: Value, Data: money.Convert(asked.from, asked.to)}
}

func convertAll(input any, caller string) Reply {
	asked, issues := checkConvertAll(input)
	if len(issues) > 0 {
		return refused(issues)
	}
	// The contract names nobody outside who may call it.
	if caller == Door {
		return Reply{Kind: Denied, Code: "CARV-303", Message: "the principal may not call this operation"}
	}
	if currency, unknown := money.Unknown(asked.to); unknown {
		return unknownCurrency(currency)
	}
	converted := make([]money.Money, len(asked.amounts))
	for index, amount := range asked.amounts {
		if currency, unknown := money.Unknown(amount.Currency); unknown {
			return unknownCurrency(currency)
		}
		converted[index] = money.Convert(amount, asked.to)
	}
	return Reply{Kind: Value, Data: map[string]any{"amounts": converted}}
}
