package paper

// The figures of GB/T 9704-2012, in millimetres and points. Who needs one takes it from here.
const (
	PageWidth  = 210.0 // 5.1 A4
	PageHeight = 297.0
	MarginTop  = 37.0 // 5.2.1 天头 37 ± 1
	MarginLeft = 28.0 // 订口 28 ± 1
	TextWidth  = 156.0
	TextHeight = 225.0
	LinesPage  = 22 // 5.2.3 22 lines of 28 characters
	CharsLine  = 28

	Body      = 16.0  // 3 号
	TitleSize = 22.0  // 2 号
	Small     = 14.0  // 4 号: 版记, page numbers
	HeadSize  = 36.0  // 发文机关标志: chosen so that it is striking, never larger than the standard allows
	LinePitch = 28.95 // points; 22 of them are 225 mm less a hair, 29 would be one line too few

	HeadTop     = 35.0  // 7.2.4 from the top of the type area to the top of the head
	RuleGap     = 4.0   // 7.2.7 red line 4 mm below the number
	RuleThick   = 0.8   // red line of the head; the standard gives no thickness
	NumberGap   = 2     // 7.2.5 empty lines between head and number
	TitleGap    = 2     // 7.3.1 empty lines between red line and title
	FooterGap   = 7.0   // 7.5 page number below the type area
	ColophonBig = 0.35  // 7.4.1 first and last line of the colophon
	ColophonFin = 0.25  // the lines between
	MissiveHead = 30.0  // 10.1 from the edge of the page to the head
	MissiveLine = 170.0 // length of the red double lines
	MissiveFoot = 20.0  // from the lower double line to the edge of the page
	SealChars   = 4     // 7.3.5.1 the date ends four characters from the right edge
	PlainChars  = 2     // 7.3.5.2 without a seal: two
)

// TitleLimit is the most characters of a line of the title.
const TitleLimit = 20

// MM turns points into millimetres.
func MM(pt float64) float64 { return pt * 25.4 / 72 }

// Pitch is the distance of two lines in millimetres, Cell the width of a character.
const (
	Pitch = TextHeight / LinesPage
	Cell  = TextWidth / CharsLine
)
