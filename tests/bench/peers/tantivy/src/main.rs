//! tantivy, asked the same questions of the same cables as our index (tests/bench/peers/peers.ts):
//! `build DOCUMENTS INDEX` and `serve INDEX QUESTIONS`.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::ops::Bound;
use std::path::Path;
use std::time::Instant;

use tantivy::collector::{Count, TopDocs};
use tantivy::merge_policy::NoMergePolicy;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, RangeQuery, RegexQuery, TermQuery,
};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::{Index, IndexWriter, Order, Searcher, TantivyDocument, Term};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Stands between two values of a cable: no phrase reaches over it.
const GAP: &str = "\u{1f}";
const GAP_POSITIONS: usize = 101;
const HITS: usize = 10;
const ROUNDS: usize = 3;
/// Milliseconds after which a question is not asked again.
const ENOUGH: f64 = 300.0;

/// Words are made by whoever writes the documents: here they are only told apart.
#[derive(Clone, Default)]
struct Spaced;

struct SpacedWords<'a> {
    text: &'a str,
    at: usize,
    position: usize,
    token: Token,
}

impl Tokenizer for Spaced {
    type TokenStream<'a> = SpacedWords<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SpacedWords<'a> {
        SpacedWords { text, at: 0, position: 0, token: Token::default() }
    }
}

impl TokenStream for SpacedWords<'_> {
    fn advance(&mut self) -> bool {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let length = rest.find(' ').unwrap_or(rest.len());
            let (word, from) = (&rest[..length], self.at);
            self.at += length + 1;
            if word == GAP {
                self.position += GAP_POSITIONS;
            } else if !word.is_empty() {
                self.token.text.clear();
                self.token.text.push_str(word);
                self.token.position = self.position;
                self.token.offset_from = from;
                self.token.offset_to = from + length;
                self.position += 1;
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

struct Fields {
    schema: Schema,
    date: Field,
    origin: Field,
    /// Every word by its stem, with positions.
    stems: Field,
    /// Each spelling once: for patterns and near spellings.
    forms: Field,
}

fn fields() -> Fields {
    let mut builder = Schema::builder();
    let date = builder.add_u64_field("date", FAST | INDEXED);
    let origin = builder.add_text_field("origin", STRING);
    let spaced = |kept, norms| {
        let indexing = TextFieldIndexing::default().set_tokenizer("spaced").set_index_option(kept).set_fieldnorms(norms);
        TextOptions::default().set_indexing_options(indexing)
    };
    let stems = builder.add_text_field("stems", spaced(IndexRecordOption::WithFreqsAndPositions, true));
    let forms = builder.add_text_field("forms", spaced(IndexRecordOption::Basic, false));
    Fields { schema: builder.build(), date, origin, stems, forms }
}

fn usage() -> libc::rusage {
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut usage) };
    usage
}

fn processor_seconds() -> f64 {
    let used = usage();
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(used.ru_utime) + seconds(used.ru_stime)
}

/// The most memory that was held, in bytes.
fn peak_memory() -> i64 {
    usage().ru_maxrss * 1024
}

fn build(documents: &str, folder: &Path) -> Outcome<()> {
    fs::create_dir_all(folder)?;
    let fields = fields();
    let index = Index::create_in_dir(folder, fields.schema.clone())?;
    index.tokenizers().register("spaced", Spaced);
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 200_000_000)?;
    // All are merged at the end: a merge of some in the background would take segments from under it.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    for line in BufReader::with_capacity(1 << 20, File::open(documents)?).lines() {
        let line = line?;
        let mut columns = line.split('\t');
        let mut next = || columns.next().ok_or("a document lacks a column");
        let mut document = TantivyDocument::default();
        document.add_u64(fields.date, next()?.parse()?);
        document.add_text(fields.origin, next()?);
        document.add_text(fields.stems, next()?);
        document.add_text(fields.forms, next()?);
        writer.add_document(document)?;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    println!("{{\"cpu\":{},\"rss\":{}}}", processor_seconds(), peak_memory());
    Ok(())
}

/// A question, and whether the newest hits are wanted instead of the best ones.
struct Question {
    query: Box<dyn Query>,
    is_newest: bool,
}

fn question(fields: &Fields, line: &str) -> Outcome<Question> {
    let parts: Vec<&str> = line.split('\t').collect();
    let (kind, words) = parts.split_first().ok_or("an empty question")?;
    let stem = |word: &str| Term::from_field_text(fields.stems, word);
    let holding = |word: &str| -> Box<dyn Query> { Box::new(TermQuery::new(stem(word), IndexRecordOption::WithFreqs)) };
    let holding_each = || words.iter().map(|word| holding(word)).collect::<Vec<_>>();
    let form = |word: &str| Term::from_field_text(fields.forms, word);
    let like = |pattern: String| RegexQuery::from_pattern(&pattern, fields.forms);
    let query: Box<dyn Query> = match *kind {
        "word" | "newest" => holding(words[0]),
        "and" => Box::new(BooleanQuery::intersection(holding_each())),
        "or" => Box::new(BooleanQuery::union(holding_each())),
        "not" => Box::new(BooleanQuery::new(vec![(Occur::Must, holding(words[0])), (Occur::MustNot, holding(words[1]))])),
        "phrase" => Box::new(PhraseQuery::new(words.iter().map(|word| stem(word)).collect())),
        "near" => {
            // At one place in either order: their distance is then one more than the words between them.
            let mut near = PhraseQuery::new_with_offset(vec![(0, stem(words[1])), (0, stem(words[2]))]);
            near.set_slop(words[0].parse::<u32>()? + 1);
            Box::new(near)
        }
        "fuzzy" => Box::new(FuzzyTermQuery::new(form(words[1]), words[0].parse()?, true)),
        "prefix" => Box::new(like(format!("{}.*", words[0]))?),
        "ending" => Box::new(like(format!(".*{}", words[0]))?),
        "infix" => Box::new(like(format!(".*{}.*", words[0]))?),
        "exact" => Box::new(TermQuery::new(form(words[0]), IndexRecordOption::Basic)),
        "filtered" => {
            let day = |text: &str| -> Outcome<Bound<Term>> { Ok(Bound::Included(Term::from_field_u64(fields.date, text.parse()?))) };
            let dated = RangeQuery::new(day(words[2])?, day(words[3])?);
            let sent = TermQuery::new(Term::from_field_text(fields.origin, words[1]), IndexRecordOption::Basic);
            let unscored = |query: Box<dyn Query>| -> Box<dyn Query> { Box::new(ConstScoreQuery::new(query, 0.0)) };
            Box::new(BooleanQuery::intersection(vec![
                holding(words[0]),
                unscored(Box::new(sent)),
                unscored(Box::new(dated)),
            ]))
        }
        _ => return Err(format!("there is no question of kind {kind}").into()),
    };
    Ok(Question { query, is_newest: *kind == "newest" })
}

/// How many documents match; the first hits are found as well.
fn ask(searcher: &Searcher, Question { query, is_newest }: &Question) -> Outcome<usize> {
    let first = TopDocs::with_limit(HITS);
    let total = if *is_newest {
        searcher.search(query, &(Count, first.order_by_fast_field::<u64>("date", Order::Desc)))?.0
    } else {
        searcher.search(query, &(Count, first.order_by_score()))?.0
    };
    Ok(total)
}

fn serve(folder: &Path, questions: &str) -> Outcome<()> {
    let index = Index::open_in_dir(folder)?;
    index.tokenizers().register("spaced", Spaced);
    let searcher = index.reader()?.searcher();
    let fields = fields();
    let asked = fs::read_to_string(questions)?.lines().map(|line| question(&fields, line)).collect::<Outcome<Vec<_>>>()?;
    ask(&searcher, asked.first().ok_or("there are no questions")?)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "first")?;
    out.flush()?;
    for question in asked.iter().chain(&asked) {
        ask(&searcher, question)?;
    }
    for question in &asked {
        let (mut total, mut best, started) = (0, f64::INFINITY, Instant::now());
        for _ in 0..ROUNDS {
            let before = Instant::now();
            total = ask(&searcher, question)?;
            best = best.min(before.elapsed().as_secs_f64() * 1e3);
            if started.elapsed().as_secs_f64() * 1e3 > ENOUGH {
                break;
            }
        }
        writeln!(out, "{total} {best}")?;
    }
    writeln!(out, "rss {}", peak_memory())?;
    Ok(())
}

fn main() -> Outcome<()> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    match given.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["build", documents, folder] => build(documents, Path::new(folder)),
        ["serve", folder, questions] => serve(Path::new(folder), questions),
        _ => Err("build DOCUMENTS INDEX, or serve INDEX QUESTIONS".into()),
    }
}
