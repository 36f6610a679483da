package app

import (
	"os"
	"path/filepath"

	"dudao/internal/feature/file"
	"dudao/internal/feature/file/fileweb"
	"dudao/internal/platform/blob"
	"dudao/internal/platform/scan"
)

// connectFiles makes the service of files on the configured store and adds its routes. The features
// whose records have files register their rights after it.
func (a *App) connectFiles() error {
	store, err := blob.New(a.Config.Data, a.Config.S3)
	if err != nil {
		return err
	}
	staging, err := blob.NewStaging(a.Config.Data)
	if err != nil {
		return err
	}
	scanner, err := scan.New(a.Config.Scanner)
	if err != nil {
		return err
	}
	a.Files, a.store, a.staging = file.New(a.DB, a.Jobs, store, staging, scanner), store, staging
	a.Audit.AddVerifier(a.Files.Verifier())
	for action, label := range file.Actions {
		a.Audit.AddLabel(action, label)
	}
	return fileweb.Routes(a.Web, a.Files, a.DB.NewID, filepath.Join(a.Config.Data, "uploads"))
}

// dataFolder returns the folder of stored files; without one, a temporary folder.
func dataFolder(name string) (string, error) {
	if name != "" {
		return name, nil
	}
	return os.MkdirTemp("", "dudao-")
}
