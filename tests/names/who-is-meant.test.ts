import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { readNames } from '../../src/names/recognise/read-cable.ts';
import type { CableNames, Judgment } from '../../src/names/resolve/entity.ts';
import { resolve } from '../../src/names/resolve/resolve.ts';
import { ask, importRecords, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Whom offices and initials mean. */

const cable = (ref: string, date: string, body: string, origin = ''): CableNames => ({
  ref,
  trove: '',
  row: Number(ref.replaceAll(/\D/g, '')),
  date,
  origin,
  names: readNames({ subject: '', body, date, origin }),
});

/** Whom each mention of this spelling means, in the order of the cables. */
function meant(cables: readonly CableNames[], surface: string, judgments: readonly Judgment[] = []): string[] {
  const { of, grounds, witnesses } = resolve(cables, judgments, []);
  return cables.flatMap(({ names }, i) =>
    names.flatMap((one, j) =>
      one.surface === surface && grounds[i]?.[j] !== undefined
        ? [`${of[i]?.[j] ?? ''} ${grounds[i]?.[j] ?? ''} ${witnesses[i]?.[j] ?? ''}`.trim()]
        : [],
    ),
  );
}

const says = cable('C1', '2011-04-02', 'Secretary-General Anton Belfrage left. The President of France, Mr. Paul Dornic, came.');

describe('an office means whoever held it', () => {
  test.each<[why: string, surface: string, date: string, text: string, is: string]>([
    ['at that time', 'the Secretary-General', '2011-06-01', 'We thank the Secretary-General for that.', 'anton belfrage office C1'],
    ['not ten years later', 'the Secretary-General', '2021-06-01', 'We thank the Secretary-General for that.', ''],
    [
      'of the country that is named',
      'the President of France',
      '2011-06-01',
      'He met the President of France there.',
      'paul dornic office C1',
    ],
    ['of the people named', 'the French President', '2011-06-01', 'He met the French President there.', 'paul dornic office C1'],
    ['not of another country', 'the President of Chile', '2011-06-01', 'He met the President of Chile there.', ''],
  ])('%s', (_, surface, date, text, is) => {
    expect(meant([says, cable('C2', date, text)], surface)).toEqual([is === '' ? '' : `individual:${is}`]);
  });

  test.each([
    'We thank the Secretary-General of the Pumps League for that.',
    'We thank the Deputy Secretary-General for that.',
    'We thank the former Secretary-General for that.',
    'We thank the GCC Secretary-General for that.',
  ])('another office is not read: %s', (text) => {
    expect(readNames({ subject: '', body: text }).filter(({ rule }) => rule === 'office')).toEqual([]);
  });

  test('POTUS is the President of the United States', () => {
    const who = cable('C3', '1890-01-05', 'Benjamin Harrison, President of the United States, signed it.');
    expect(meant([who, cable('C4', '1890-03-01', 'A meeting with POTUS was held.')], 'POTUS')).toEqual([
      'individual:benjamin harrison office C3',
    ]);
  });

  test('between two holders it means nobody', () => {
    const next = cable('C5', '2013-04-02', 'Secretary-General Rita Zakaite came.');
    const asks = cable('C6', '2012-04-02', 'We thank the Secretary-General for that.');
    expect(meant([says, next, asks], 'the Secretary-General')).toEqual(['']);
  });

  test('who signs for the Secretary of State is not the Secretary', () => {
    const from = 'Secretary of State';
    const signed = (name: string): string => `The pumps were sent to you this morning by the usual ship.\n\n${name}`;
    const asks = cable('C9', '1927-05-03', 'It was told to the Secretary of State.');
    const dornic = cable('C7', '1927-05-01', signed('Paul Dornic'), from);
    const belfrage = cable('C8', '1927-05-02', signed('For the Secretary of State:\n\nAnton Belfrage'), from);
    expect(meant([dornic, belfrage, asks], 'the Secretary of State')).toContain('individual:paul dornic office C7');
  });
});

describe('initials', () => {
  const full = 'Rita Helen Zakaite came with Anton Belfrage and Paul Dornic.';
  test('mean who is named in the cable', () => {
    expect(meant([cable('C1', '2011-01-01', `${full} A meeting with RHZ was held.`)], 'RHZ')).toEqual([
      'individual:rita helen zakaite initials',
    ]);
  });
  test('mean nobody where two bear them, or an organization is called so', () => {
    const two = `${full} Robert Henry Zelvatha left. A meeting with RHZ was held.`;
    expect(meant([cable('C1', '2011-01-01', two)], 'RHZ').join('')).not.toContain('initials');
    const body = `${full} The Regional Housing Zone Committee met. The Red Housing Zentral Council (RHZ) left. RHZ came.`;
    expect(meant([cable('C1', '2011-01-01', body)], 'RHZ').join('')).not.toContain('initials');
  });
  test('mean no person behind an article', () => {
    expect(meant([cable('C1', '2011-01-01', `${full} A meeting with the RHZ was held.`)], 'RHZ').join('')).not.toContain('initials');
  });
  test('a letter in the head of a mail is whose surname is in the address', () => {
    const mail = (head: string): string => `From: ${head}\nTo: Dornic, Paul\nSent: Mon\n\nRita Zakaite came by.`;
    const cables = [1, 2, 3].map((i) => cable(`C${i}`, '2011-01-01', mail('R <rz7@zakaitemail.example>')));
    expect(meant([...cables, cable('C4', '2011-01-01', mail('R'))], 'R')).toEqual([
      ...cables.map(() => 'individual:rita zakaite address'),
      'individual:rita zakaite address C1',
    ]);
    expect(meant([cable('C4', '2011-01-01', mail('R'))], 'R')).toEqual(['']);
  });
});

describe('a body that many countries have', () => {
  const sent = (ref: string, origin: string, body: string): CableNames => ({
    ...cable(ref, '1925-01-01', ''),
    names: readNames({ subject: '', body, date: '1925-01-01', origin, destination: 'Secretary of State' }),
  });
  const chile = sent('C1', 'Ambassador in Chile (Dornic)', 'A note was sent to the Foreign Office this morning.');
  const spain = sent('C2', 'Ambassador in Spain (Belfrage)', 'A note was sent to the Foreign Office this morning.');
  const french = sent('C3', '', 'The French Foreign Office gave a reply.');
  const nobodys = sent('C4', '', 'A note was sent to the Foreign Office this morning.');

  test('has a page for each, by who sends the cable and whom it names; where nothing says, it may be any', () => {
    const { entities } = resolve([chile, spain, french, nobodys], [], []);
    const found = entities.filter(({ id }) => id.startsWith('organization:foreign office'));
    expect(found.map(({ name, ambiguous }) => `${name}${ambiguous ? '?' : ''}`)).toEqual([
      'Foreign Office (Chile)',
      'Foreign Office (Spain)',
      'Foreign Office (France)',
      'Foreign Office?',
    ]);
    expect(found.at(-1)?.candidates).toHaveLength(3);
  });

  test('Congress is that of the United States in their papers, at a post perhaps not', () => {
    const home = sent('C5', '', 'It was sent to Congress last week.');
    const post = sent('C6', 'Minister in Nicaragua (Dornic)', 'It was sent to Congress last week. The Nicaraguan Congress met.');
    const { entities } = resolve([home, post], [], []);
    expect(entities.filter(({ kind }) => kind === 'organization').map(({ name, ambiguous }) => `${name}${ambiguous ? '?' : ''}`)).toEqual([
      'United States Congress',
      'Congress (Nicaragua)',
      'Congress?',
    ]);
  });
});

describe('an editor', () => {
  const folder = tempFolder();
  let desk: Desk;
  let bot: Bot;
  const editor = () => someone('editor', { desk: desk.home() });
  beforeAll(async () => {
    desk = openDesk({ folder, exposure: 'desk' });
    bot = await createBot(desk, quiet);
    await importRecords(desk, [
      { id: 'W1', ref: 'W1', date: '2011-04-02', body: 'Secretary-General Anton Belfrage left.' },
      { id: 'W2', ref: 'W2', date: '2011-04-03', body: 'We thank the Secretary-General for that.' },
    ]);
    await desk.names.settled();
  });
  afterAll(() => desk.close());

  test('sees why an office is somebody’s, and takes it off with one press', async () => {
    const why = async (): Promise<string> => wordsOf((await ask(bot, 'names why', { name: 'Anton Belfrage' }, editor())).reply);
    expect(await why()).toContain('held this office then, as W1 says: W2');
    const alias = 'the Secretary-General';
    const off = await ask(bot, 'names split', { name: 'individual:anton belfrage', alias, sure: true }, editor());
    expect(off.ok).toBe(true);
    expect(await why()).not.toContain('held this office');
    expect((await ask(bot, 'undo', {}, editor())).ok).toBe(true);
    await desk.names.settled();
    expect(await why()).toContain('held this office then, as W1 says: W2');
  });
});
