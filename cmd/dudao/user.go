package main

import "context"

func user(context.Context, *call) error { return errNotYet }
