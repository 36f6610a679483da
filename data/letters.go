package data

import "embed"

// LetterWords are the words of the bodies in the numbers of letters (机关代字), by the code of the place.
//
//go:embed letters/words.yaml
var LetterWords []byte

// Letters are the templates of official letters the program ships with, one YAML file a kind.
//
//go:embed letters/*.yaml
var Letters embed.FS
