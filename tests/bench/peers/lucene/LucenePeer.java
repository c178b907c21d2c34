import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.spans.SpanNearQuery;
import org.apache.lucene.queries.spans.SpanTermQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;

/**
 * Lucene, asked the same questions of the same cables as our index (tests/bench/peers/peers.ts): {@code build DOCUMENTS INDEX}
 * and {@code serve INDEX QUESTIONS}.
 */
public final class LucenePeer {
  /** Every word by its stem, with positions. */
  private static final String STEMS = "stems";
  /** Each spelling once: for patterns and near spellings. */
  private static final String FORMS = "forms";
  /** Stands between two values of a cable: no phrase reaches over it. */
  private static final String GAP = " \u001f ";
  private static final int GAP_POSITIONS = 101;
  private static final int HITS = 10;
  private static final int ROUNDS = 3;
  /** Milliseconds after which a question is not asked again. */
  private static final double ENOUGH = 300;
  /** So many spellings may be near to a word. */
  private static final int MOST_NEAR = 1024;

  public static void main(String[] given) throws IOException {
    if (given.length == 3 && given[0].equals("build")) build(Path.of(given[1]), Path.of(given[2]));
    else if (given.length == 3 && given[0].equals("serve")) serve(Path.of(given[1]), Path.of(given[2]));
    else throw new IllegalArgumentException("build DOCUMENTS INDEX, or serve INDEX QUESTIONS");
  }

  /** Words are made by whoever writes the documents: here they are only told apart. */
  private static Analyzer spaced() {
    return new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) {
        return new TokenStreamComponents(new WhitespaceTokenizer());
      }

      @Override
      public int getPositionIncrementGap(String field) {
        return GAP_POSITIONS;
      }
    };
  }

  private static void build(Path documents, Path folder) throws IOException {
    FieldType once = new FieldType();
    once.setTokenized(true);
    once.setOmitNorms(true);
    once.setIndexOptions(IndexOptions.DOCS);
    once.freeze();
    IndexWriterConfig config = new IndexWriterConfig(spaced());
    config.setRAMBufferSizeMB(200);
    config.setUseCompoundFile(false);
    try (FSDirectory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, config);
        BufferedReader lines = Files.newBufferedReader(documents)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] columns = line.split("\t", -1);
        Document document = new Document();
        document.add(new LongField("date", Long.parseLong(columns[0]), Field.Store.NO));
        document.add(new StringField("origin", columns[1], Field.Store.NO));
        for (String value : columns[2].split(GAP)) document.add(new TextField(STEMS, value, Field.Store.NO));
        document.add(new Field(FORMS, columns[3], once));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
      writer.commit();
    }
    System.out.printf("{\"cpu\":%s,\"rss\":%d}%n", processorSeconds(), peakMemory());
  }

  private record Question(Query query, boolean isNewest) {}

  private static Question question(String line) {
    String[] parts = line.split("\t");
    String kind = parts[0];
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    Query query =
        switch (kind) {
          case "word", "newest" -> holding(parts[1]);
          case "and", "or" -> {
            for (int i = 1; i < parts.length; i++) all.add(holding(parts[i]), kind.equals("and") ? Occur.MUST : Occur.SHOULD);
            yield all.build();
          }
          case "not" -> all.add(holding(parts[1]), Occur.MUST).add(holding(parts[2]), Occur.MUST_NOT).build();
          case "phrase" -> new PhraseQuery(STEMS, List.of(parts).subList(1, parts.length).toArray(new String[0]));
          case "near" ->
              SpanNearQuery.newUnorderedNearQuery(STEMS)
                  .setSlop(Integer.parseInt(parts[1]))
                  .addClause(new SpanTermQuery(new Term(STEMS, parts[2])))
                  .addClause(new SpanTermQuery(new Term(STEMS, parts[3])))
                  .build();
          case "fuzzy" -> new FuzzyQuery(new Term(FORMS, parts[2]), Integer.parseInt(parts[1]), 0, MOST_NEAR, true);
          case "prefix" -> new PrefixQuery(new Term(FORMS, parts[1]));
          case "ending" -> new WildcardQuery(new Term(FORMS, "*" + parts[1]));
          case "infix" -> new WildcardQuery(new Term(FORMS, "*" + parts[1] + "*"));
          case "exact" -> new TermQuery(new Term(FORMS, parts[1]));
          case "filtered" ->
              all.add(holding(parts[1]), Occur.MUST)
                  .add(new TermQuery(new Term("origin", parts[2])), Occur.FILTER)
                  .add(LongField.newRangeQuery("date", Long.parseLong(parts[3]), Long.parseLong(parts[4])), Occur.FILTER)
                  .build();
          default -> throw new IllegalArgumentException("there is no question of kind " + kind);
        };
    return new Question(query, kind.equals("newest"));
  }

  private static Query holding(String stem) {
    return new TermQuery(new Term(STEMS, stem));
  }

  /** How many documents match, exactly; the first hits are found as well. */
  private static long ask(IndexSearcher searcher, Question question) throws IOException {
    if (!question.isNewest)
      return searcher.search(question.query, new TopScoreDocCollectorManager(HITS, null, Integer.MAX_VALUE)).totalHits.value();
    Sort newest = new Sort(new SortedNumericSortField("date", SortField.Type.LONG, true));
    return searcher.search(question.query, new TopFieldCollectorManager(newest, HITS, null, Integer.MAX_VALUE)).totalHits.value();
  }

  private static void serve(Path folder, Path questions) throws IOException {
    List<Question> asked = new ArrayList<>();
    for (String line : Files.readAllLines(questions)) asked.add(question(line));
    try (MMapDirectory directory = new MMapDirectory(folder);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      ask(searcher, asked.get(0));
      System.out.println("first");
      for (int warm = 0; warm < 2; warm++) for (Question question : asked) ask(searcher, question);
      for (Question question : asked) {
        long total = 0;
        double best = Double.POSITIVE_INFINITY;
        long started = System.nanoTime();
        for (int round = 0; round < ROUNDS; round++) {
          long before = System.nanoTime();
          total = ask(searcher, question);
          best = Math.min(best, (System.nanoTime() - before) / 1e6);
          if ((System.nanoTime() - started) / 1e6 > ENOUGH) break;
        }
        System.out.println(total + " " + best);
      }
      System.out.println("rss " + peakMemory());
    }
  }

  private static double processorSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
  }

  /** The most memory that was held, in bytes. */
  private static long peakMemory() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status")))
      if (line.startsWith("VmHWM")) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    return 0;
  }
}
