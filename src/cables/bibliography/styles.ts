import { replaceHidden } from '../../language/hidden-characters.ts';
import { english, plain } from '../../reply/text.ts';
import type { Cable } from '../cables.ts';
import { citationOf } from '../cards.ts';
import type { TroveAbout } from '../troves.ts';
import { bibtexOf } from './bibtex.ts';
import { chicagoNotes } from './chicago.ts';
import { cslJsonOf } from './csl-json.ts';
import { bibliographyEntry, type BibliographyEntry } from './entry.ts';
import { newspaperLine } from './newspaper.ts';
import { risOf } from './ris.ts';

/** The ways in which cables are cited, by the names that are typed. */
export const citationStyles = ['line', 'newspaper', 'chicago', 'bibtex', 'ris', 'csl-json'] as const;
export type CitationStyle = (typeof citationStyles)[number];

type Cited = { cable: Cable; about: TroveAbout | undefined; entry: BibliographyEntry };
type Style = { label: string; about: string; ending: string; write(cited: readonly Cited[]): string };

const lines =
  (one: (cited: Cited) => string) =>
  (all: readonly Cited[]): string =>
    all.map((cited) => `${one(cited)}\n`).join('\n');
const entries =
  (write: (entries: readonly BibliographyEntry[]) => string) =>
  (all: readonly Cited[]): string =>
    write(all.map(({ entry }) => entry));

/** How each is called, and what it is for. */
export const citationStyle: Readonly<Record<CitationStyle, Style>> = {
  line: {
    label: english('Under a quotation'),
    about: english('Sender, subject, date, ref and marking'),
    ending: '.txt',
    write: lines(({ cable }) => replaceHidden(plain(citationOf(cable)), () => '')),
  },
  newspaper: {
    label: english('In a newspaper'),
    about: english('A cable from … , with the date'),
    ending: '.txt',
    write: lines(({ entry, about }) => plain(newspaperLine(entry, about))),
  },
  chicago: { label: english('Chicago note'), about: english('A footnote in Chicago style'), ending: '.txt', write: entries(chicagoNotes) },
  bibtex: { label: 'BibTeX', about: english('For LaTeX, pandoc and JabRef'), ending: '.bib', write: entries(bibtexOf) },
  ris: { label: 'RIS', about: english('For EndNote, Zotero and Mendeley'), ending: '.ris', write: entries(risOf) },
  'csl-json': { label: 'CSL-JSON', about: english('For Zotero and pandoc'), ending: '.json', write: entries(cslJsonOf) },
};

/** Cables in one of these styles. `aboutTrove`: what trove.json says of a trove. */
export function citationsAs(style: CitationStyle, cables: readonly Cable[], aboutTrove: (trove: string) => TroveAbout | undefined): string {
  const cited = cables.map((cable) => {
    const about = aboutTrove(cable.trove);
    return { cable, about, entry: bibliographyEntry(cable, about) };
  });
  return citationStyle[style].write(cited);
}
