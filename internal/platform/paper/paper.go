// Package paper is a letter as it is set on paper: its parts in the words of GB/T 9704-2012 (党政机关公文格式),
// without saying how a file is written. One Letter has two outputs: package docx writes it for Word and WPS,
// package pdf for print and proof. It is stored as JSON.
//
//	Letter ──▶ docx.Write   edited by people
//	     └───▶ pdf.Write    signed, sent and proven
//
// Lengths are in millimetres, type sizes in points. The figures of the standard are in geometry.go and
// nowhere else.
package paper

// Form says which of the layouts of the standard a letter has.
type Form string

// The layouts.
const (
	Official Form = "official" // 文件格式: red head, number, red line (GB/T 9704-2012 第7章)
	Missive  Form = "missive"  // 信函格式 (10.1): head at 30 mm, red double lines, no number on the first page
	Plain    Form = "plain"    // 记录、回证: the same page and grid without a red head
)

// Letter is one letter with everything that is printed on it. Empty fields are not printed.
type Letter struct {
	Form      Form     `json:"form"`
	Copy      string   `json:"copy,omitempty"`      // 份号, six digits
	Secrecy   string   `json:"secrecy,omitempty"`   // 密级和保密期限
	Urgency   string   `json:"urgency,omitempty"`   // 紧急程度
	Heads     []string `json:"heads,omitempty"`     // 发文机关标志, one line each, the host first in a joint letter
	HeadWord  string   `json:"head_word,omitempty"` // "文件" after the head or heads; "" for none
	Number    string   `json:"number,omitempty"`    // 发文字号: 海教督〔2026〕3号
	Signers   []string `json:"signers,omitempty"`   // 签发人; not empty makes it a letter upward (上行文)
	Title     string   `json:"title"`               // 标题; a line break stands where the author wants one
	To        string   `json:"to,omitempty"`        // 主送机关, without the colon
	Body      []Block  `json:"body"`
	Attached  []string `json:"attached,omitempty"`  // 附件说明: names without full stop; numbered when more than one
	Signature []string `json:"signature,omitempty"` // 发文机关署名, the host first
	Date      string   `json:"date,omitempty"`      // 成文日期: 2026年9月1日
	Sealed    bool     `json:"sealed,omitempty"`    // 加盖印章: the date stands four characters from the right edge
	Note      string   `json:"note,omitempty"`      // 附注, without brackets
	Annexes   []Annex  `json:"annexes,omitempty"`   // 附件, each on a page of its own
	Copies    string   `json:"copies,omitempty"`    // 抄送, without the word
	PrintedBy string   `json:"printed_by,omitempty"`
	PrintedOn string   `json:"printed_on,omitempty"` // 2026年9月1日, without 印发
	Proof     Proof    `json:"proof,omitzero"`
	FootPage  bool     `json:"foot_page,omitempty"`  // the colophon stands on a page of its own, so that it is on an even one
	FootBlank bool     `json:"foot_blank,omitempty"` // a blank page before that one, and neither has a number (7.5)
	Mark      string   `json:"mark,omitempty"`       // across every page: "草稿" or "样张"; what is issued has none
}

// Annex is one attachment set as part of the letter.
type Annex struct {
	Title string  `json:"title"`
	Body  []Block `json:"body"`
}

// Proof is what stands at the foot of the last page of an issued letter: a QR code with an address and a
// line of words beside it.
type Proof struct {
	URL   string   `json:"url,omitempty"`
	Lines []string `json:"lines,omitempty"`
}

// Kind says what a block is.
type Kind string

// The kinds of blocks. The four levels of headings are those of 7.3.3: "一、" in 黑体, "（一）" in 楷体,
// "1." and "（1）" in 仿宋; the text carries its own number.
const (
	Para   Kind = "para"   // first line indented by two characters
	Flush  Kind = "flush"  // not indented
	H1     Kind = "h1"     // 一、
	H2     Kind = "h2"     // （一）
	H3     Kind = "h3"     // 1.
	H4     Kind = "h4"     // （1）
	Tabled Kind = "table"  // Table
	Fields Kind = "fields" // Rows of label and value, ruled, as in records and receipts
	Signs  Kind = "signs"  // Rows: places to sign by hand, label and what is known of it
	Break  Kind = "break"  // a new page
)

// Block is one piece of a text.
type Block struct {
	Kind  Kind       `json:"kind"`
	Text  string     `json:"text,omitempty"`
	Lead  string     `json:"lead,omitempty"` // words at the start of the paragraph in 黑体, such as "事实："
	Cols  []Column   `json:"cols,omitempty"` // of a table
	Rows  [][]string `json:"rows,omitempty"`
	Fixed bool       `json:"fixed,omitempty"` // a sentence of law that a person does not change
}

// Column is a column of a table: its head and its share of the width.
type Column struct {
	Head  string  `json:"head"`
	Share float64 `json:"share,omitempty"` // zero is an equal part of what is left
	Right bool    `json:"right,omitempty"` // figures
}
