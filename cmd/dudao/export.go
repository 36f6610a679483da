package main

import "context"

// exporters by kind; a feature adds its own.
var exporters = map[string]transfer{
	"standard": exportStandard,
	"units":    exportUnits,
}

func exportData(ctx context.Context, c *call) error { return c.transfer(ctx, exporters) }
