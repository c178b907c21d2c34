import { cited, likeSetAside, names, searched, sender, watched, words } from './pick-by-interest.ts';
import { anyCable, central, disagrees, event, imported, backFromLater, marked, unheard } from './pick-by-news.ts';
import type { PickRule } from './pick-rule.ts';

/**
 * How the digest weighs untouched cables: the points of these rules are added up, and the two that give most are the
 * reason shown. What each point is worth was found by `npm run bench -- picks`.
 */
export const pickRules: readonly PickRule[] = [
  { name: 'put off', points: 100, find: backFromLater },
  { name: 'words', points: 60, find: words },
  { name: 'names', points: 40, find: names },
  { name: 'cited', points: 30, find: cited },
  { name: 'watched', points: 25, find: watched },
  { name: 'searched', points: 25, find: searched },
  { name: 'disagrees', points: 15, find: disagrees },
  { name: 'imported', points: 10, find: imported },
  { name: 'sender', points: 15, find: sender },
  { name: 'event', points: 4, find: event },
  { name: 'marked', points: 4, find: marked },
  { name: 'central', points: 5, find: central },
  { name: 'unheard', points: 4, find: unheard },
  { name: 'any', points: 1, find: anyCable },
  { name: 'set aside', points: -25, find: likeSetAside },
];
