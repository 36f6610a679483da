package main

import "errors"

// errNotYet is what a command says whose feature is not there yet.
var errNotYet = errors.New("此命令尚未提供 · not available yet")
