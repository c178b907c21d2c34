/**
 * Figures, never asserted: `npm run bench -- [desk | held-up FOLDER | search --n 25000,250000 --without fts5 | cluster --n 10000 | relevance [SHARED] [--save FILE] [--against FILE] | questions [SHARED] [--half tuning|unseen] | xref CABLES | entities GOLD_FOLDER [FRUS] | countries CORPUS_FOLDER GOLD_FOLDER |
 * watches CABLES | analysis | thief FOLDER [EXPOSURE] | load [SECONDS] [FOLDER] [SYNC] |
 * day [HOURS] [INTERACTIONS AN HOUR] [FOLDER] | month FOLDER [RELEASE] | picks [PATH] [--read] | pages DATA KIND [SEED] | shown CORPUS_FOLDER | persons GOLD_FOLDER [draw]]`. Ratios are measured in one run, so that they can be compared between machines.
 */
const [which = 'desk'] = process.argv.slice(2);
if (which === 'desk') await import('./desk.ts');
else if (which === 'held-up') await import('./held-up.ts');
else if (which === 'search') await import('./search.ts');
else if (which === 'cluster') await import('./cluster.ts');
else if (which === 'relevance') await import('./relevance.ts');
else if (which === 'questions') await import('./questions.ts');
else if (which === 'xref') await import('./xref.ts');
else if (which === 'entities') await import('./entities.ts');
else if (which === 'countries') await import('./countries.ts');
else if (which === 'watches') await import('./watches.ts');
else if (which === 'analysis') await import('./analysis.ts');
else if (which === 'thief') await import('./thief.ts');
else if (which === 'load') await import('./load.ts');
else if (which === 'day') await import('./day.ts');
else if (which === 'month') await import('./month.ts');
else if (which === 'picks') await import('./picks.ts');
else if (which === 'pages') await import('./pages.ts');
else if (which === 'persons') await import('./persons.ts');
else if (which === 'shown') await import('./shown.ts');
else
  throw new Error(
    `There is no benchmark "${which}": desk, held-up, search, cluster, relevance, questions, xref, entities, countries, watches, analysis, thief, load, day, month, picks, pages, persons, shown.`,
  );
