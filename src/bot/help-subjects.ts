import { commandLink, press } from '../reply/actions.ts';
import type { Reply } from '../reply/reply.ts';
import { asTyped, english, own, said, strong } from '../reply/text.ts';

/** What /help tells of a subject that is more than one command, beside the topics. */

/** The subjects, with their names in menus. */
export const subjects = english({ timeline: 'Timelines', glossary: 'The glossary' });
type Subject = keyof typeof subjects;
export const subjectNames = Object.keys(subjects) as Subject[];

const pages: Readonly<Record<Subject, () => Reply>> = { timeline, glossary };

export const isSubject = (name: string): name is Subject => Object.hasOwn(subjects, name);

/** A subject in full. */
export const subjectPage = (subject: Subject): Reply => pages[subject]();

const examples = {
  timeline: ['/analysis kind:timeline about:Vicini', '/analysis kind:timeline query:norrfald', '/analysis kind:timeline query:in:SET'],
  glossary: ['/names glossary', '/names glossary term:COREU', '/names define term:COREU meaning:Correspondance européenne'],
} as const;

function timeline(): Reply {
  return {
    title: [own(subjects.timeline)],
    blocks: [
      {
        kind: 'text',
        text: said`${commandLink('analysis')} with ${asTyped('kind:timeline')} lists dated sentences, word for word, each with its cable and paragraph: of a name or an event (${asTyped('about:')}), of a search or a set (${asTyped('query:')}).`,
      },
      {
        kind: 'items',
        items: [
          { head: said`${strong('named')} · the sentence names that day, month or year` },
          { head: said`${strong('sent')} · it names none, and is at the day its cable was sent, which is not when it happened` },
          {
            head: said`${strong('inferred')} · “16 July” has the year that is nearest to the cable’s own date, “yesterday” the day before it`,
          },
          { head: said`${strong('Dated differently?')} · two cables with most words in common, and no day: check both` },
        ],
      },
      { kind: 'small', text: said`The files: all lines as a table, and as one page that opens offline and prints.` },
      {
        kind: 'copy',
        text: [own(examples.timeline.join('\n'))],
      },
    ],
    actions: [[press(said`Timeline of all cables`, 'analysis', { kind: 'timeline' }, { style: 'main' })]],
  };
}

function glossary(): Reply {
  return {
    title: [own(subjects.glossary)],
    blocks: [
      {
        kind: 'text',
        text: said`${commandLink('names glossary')} lists the acronyms and terms that the cables spell out themselves, those in most cables first. One term (${asTyped('term:')}) has every meaning that is given, by how many cables, and where.`,
      },
      {
        kind: 'items',
        items: [
          { head: said`${strong('Terms')} · under a card, explains what its own text uses and does not spell out` },
          {
            head: said`${strong('Say what it means')} · editors put the desk’s words in: told in the history, and undone like any decision`,
          },
          { head: said`What no cable spells out is not in the list: look for it with ${commandLink('search')}` },
        ],
      },
      {
        kind: 'copy',
        text: [own(examples.glossary.join('\n'))],
      },
    ],
    actions: [[press(said`Glossary`, 'names glossary', {}, { style: 'main' })]],
  };
}
