module carveout.example/currencies

go 1.26
