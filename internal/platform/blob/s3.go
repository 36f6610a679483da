package blob

import (
	"context"
	"io"
	"io/fs"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3Config says where an S3-compatible storage is; without Endpoint blobs lie on disk.
type S3Config struct {
	Endpoint  string `env:"ENDPOINT"` // host:port
	Bucket    string `env:"BUCKET"`
	AccessKey string `env:"ACCESS_KEY"`
	SecretKey string `env:"SECRET_KEY"`
	Region    string `env:"REGION"`
	Plain     bool   `env:"PLAIN"` // without TLS, inside a closed network
}

// S3 keeps blobs in a bucket under sha256/ab/ab34….
type S3 struct {
	client *minio.Client
	bucket string
}

// NewS3 connects to the storage; the bucket must exist.
func NewS3(c S3Config) (*S3, error) {
	client, err := minio.New(c.Endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""), Secure: !c.Plain, Region: c.Region,
	})
	return &S3{client, c.Bucket}, err
}

func key(sha string) string { return "sha256/" + sha[:2] + "/" + sha }

// Put uploads the file; the bytes are checked on the way by the storage.
func (s *S3) Put(ctx context.Context, f *Staged) error {
	_, err := s.client.FPutObject(ctx, s.bucket, key(f.SHA256), f.name, minio.PutObjectOptions{ContentType: "application/octet-stream"})
	if err == nil {
		f.Discard()
	}
	return err
}

// Open opens a blob; the storage is asked for the ranges that are read.
func (s *S3) Open(ctx context.Context, sha string) (io.ReadSeekCloser, error) {
	if len(sha) != 64 {
		return nil, fs.ErrNotExist
	}
	o, err := s.client.GetObject(ctx, s.bucket, key(sha), minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	if _, err := o.Stat(); err != nil {
		o.Close()
		if minio.ToErrorResponse(err).StatusCode == 404 {
			return nil, fs.ErrNotExist
		}
		return nil, err
	}
	return o, nil
}

// New returns the store the configuration names.
func New(data string, c S3Config) (Store, error) {
	if c.Endpoint != "" {
		return NewS3(c)
	}
	return NewDisk(data)
}
