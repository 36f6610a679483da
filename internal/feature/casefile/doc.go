// Package casefile draws the case of a unit or a matter as one graph from the standard to the publication.
package casefile
