package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/caarlos0/env/v11"

	"dudao/internal/app"
	"dudao/internal/feature/notify"
	"dudao/internal/platform/blob"
	"dudao/internal/platform/send"
)

// settings are what an operator may set: by flag, or by variable.
type settings struct {
	Database string `env:"DUDAO_DATABASE" envDefault:"var/dudao.db"`
	Listen   string `env:"DUDAO_LISTEN" envDefault:"localhost:8080"`
	Data     string `env:"DUDAO_DATA" envDefault:"var/data"`
	Key      string `env:"DUDAO_KEY"`
	Log      string `env:"DUDAO_LOG" envDefault:"text"`

	S3      blob.S3Config `envPrefix:"DUDAO_S3_"` // by variables only: they hold a secret
	Scanner string        `env:"DUDAO_SCANNER"`
	SMTP    send.SMTP     `envPrefix:"DUDAO_SMTP_"` // by variables only: they hold a secret
	URL     string        `env:"DUDAO_URL"`         // how people reach the program, for links in mail and QR codes
}

// load takes the variables as defaults of the flags.
func (s *settings) load(fs *flag.FlagSet) error {
	if err := env.Parse(s); err != nil {
		return err
	}
	if s.SMTP.Set() {
		if err := s.SMTP.Check(); err != nil {
			return fmt.Errorf("DUDAO_SMTP_…: %w", err)
		}
	}
	fs.StringVar(&s.Database, "database", s.Database, "DUDAO_DATABASE: 文件 a file, or postgres://user:password@host/name")
	fs.StringVar(&s.Listen, "listen", s.Listen, "DUDAO_LISTEN: 监听地址 address")
	fs.StringVar(&s.Data, "data", s.Data, "DUDAO_DATA: 文件和密钥目录 folder of stored files and keys")
	fs.StringVar(&s.Scanner, "scanner", s.Scanner, "DUDAO_SCANNER: 病毒检查 virus scanner: tcp://host:3310, unix:///…/clamd.ctl, cmd:clamdscan -")
	fs.StringVar(&s.URL, "url", s.URL, "DUDAO_URL: 邮件和二维码中的网址 address of the program in mail and QR codes, https://…")
	fs.StringVar(&s.Log, "log", s.Log, "DUDAO_LOG: text, json, off")
	return nil
}

func (s settings) config(log *slog.Logger) app.Config {
	c := app.Config{Database: s.Database, Listen: s.Listen, Data: s.Data, Key: s.Key, Log: log, S3: s.S3, Scanner: s.Scanner, URL: s.URL}
	if s.SMTP.Set() {
		c.Sender = notify.ByMail(s.SMTP, s.URL)
	}
	return c
}

// logger writes to stderr; "off" keeps warnings and errors only.
func (s settings) logger() (*slog.Logger, error) {
	var w io.Writer = os.Stderr
	switch s.Log {
	case "text":
		return slog.New(slog.NewTextHandler(w, nil)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, nil)), nil
	case "off":
		return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn})), nil
	}
	return nil, fmt.Errorf("DUDAO_LOG: %q 不是 text、json 或 off · not one of these", s.Log)
}

// config parses the flags and returns what the program is to be opened with.
func (c *call) config() (app.Config, []string, error) {
	args, err := c.parse()
	if err != nil {
		return app.Config{}, nil, err
	}
	log, err := c.settings.logger()
	if err != nil {
		return app.Config{}, nil, err
	}
	slog.SetDefault(log)
	return c.settings.config(log), args, nil
}

// open parses the flags and opens the program.
func (c *call) open(ctx context.Context) (*app.App, []string, error) {
	config, args, err := c.config()
	if err != nil {
		return nil, nil, err
	}
	a, err := app.New(ctx, config)
	return a, args, err
}
