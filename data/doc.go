// Package data is what ships with the program: readable files, embedded. See README.md.
package data
