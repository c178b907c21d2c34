import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { recognise } from '../../src/names/recognise/recognise.ts';
import { readNames } from '../../src/names/recognise/read-cable.ts';
import type { CableNames } from '../../src/names/resolve/entity.ts';
import { resolve } from '../../src/names/resolve/resolve.ts';
import { ask, importRecords, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Which names get pages. */

const cable = (ref: string, text: string, date: string, origin = ''): CableNames => ({
  ref,
  trove: '',
  row: Number(ref.replaceAll(/\D/g, '')),
  date,
  origin,
  names: readNames({ subject: '', body: text }),
});
const entityIn = (cables: readonly CableNames[], id: string) => resolve(cables, [], []).entities.find((one) => one.id === id);

describe('a name gets a page', () => {
  test.each<[why: string, text: string, id: string]>([
    ['by a title', 'We saw Mr. Quorvath there.', 'individual:quorvath'],
    ['by the head of a mail', 'From: Quorvath, Anna B\nTo: Le Dornic, Paul\nSubject: a thing', 'individual:anna b quorvath'],
    ['by a surname of two words there', 'From: Quorvath, Anna B\nTo: Le Dornic, Paul\nSubject: a thing', 'individual:paul le dornic'],
    [
      'by a signature',
      'The note was delivered this morning to the ministry and read with care.\n\nI am, sir, your obedient servant,\n\nWM. L. QUORVATH.\n\nHon. John Smith',
      'individual:wm l quorvath',
    ],
    ['by a head word', 'It was the Dornic Pumps Committee that met.', 'organization:dornic pumps committee'],
    ['by the ending of a firm', 'The pumps are by Norrfald Pumper A/S of Denmark.', 'organization:norrfald pumper'],
    ['by a partner', 'The bill is by Dornic, Quorvath & Co. of Paris.', 'organization:dornic quorvath'],
    ['by both initials', 'It was for H.-L. B. Engineering, who paid.', 'organization:hl b engineering'],
    ['by its seat', 'Heads of three firms are expected at the White House this afternoon.', 'organization:white house'],
    ['by letters that explain a treaty', 'The Dornic and Pumps Agreement (DPA) is old.', 'event:dornic and pumps agreement'],
    ['by a treaty’s name', 'They signed the Dornic Protocol on Fisheries there.', 'event:dornic protocol on fisheries'],
  ])('%s', (_, text, id) => {
    expect(entityIn([cable('C1', text, '2012-01-01')], id)).toMatchObject({ perhaps: false });
  });

  test('a name that nothing but a capital shows is perhaps one', () => {
    const found = entityIn(
      [cable('C1', 'The camp of Zelvatha was near, and we like Zelvatha for it.', '2012-01-01')],
      'individual:zelvatha',
    );
    expect(found).toMatchObject({ perhaps: true });
  });

  test.each<[what: string, text: string, no: RegExp]>([
    ['an initial and the next sentence', 'It was hepatitis C. We are solid.', /We/],
    ['a title alone', 'It was raised with the Secretary-General by the Minister for Foreign Affairs.', /Secretary|Minister/],
    ['a word of a schedule', '8:35 am ARRIVE State Department\n\n9:00 am DEPART White House', /ARRIVE|DEPART/],
    ['what a sentence says next', 'While in Rome Mr. Dornic I think was ill.', / I$/],
    ['a government', 'The note of the Italian Government came.', /Government/],
    ['a day', 'He met Emir Dornic Saturday and left.', /Saturday/],
    ['a word that opens a sentence', 'When Ukraine spoke, we heard it.', /When/],
    ['an aim', 'We work for the Sustainable Development Goals there.', /Goals/],
    ['a place with an article', 'There is a tender for a solar plant at Al Khafji, which is by the sea.', /Khafji/],
    ['a tool with letters', 'The trial of the Dornic Pumps Archive (DPA) ends. The DPA is full.', /Archive|DPA/],
    ['the letters of a treaty', 'The Dornic and Pumps Agreement (DPA) is old. The DPA holds.', /DPA/],
    ['a person whom a firm is called after', 'We paid Messrs. Dornic & Co. for it.', /^(?:Messrs. )?Dornic$/],
    ['a ship', 'They came on the John Quorvath, which was slow. The John Quorvath was sold.', /Quorvath/],
    ['a street', 'It is at 1200 President Quorvath Avenue in Little Rock.', /Avenue/],
    ['a room', 'They met in the Benjamin Franklin Room at noon.', /Room/],
  ])('%s is none', (_, text, no) => {
    const people = recognise(text).filter(({ kind }) => kind === 'individual' || kind === 'organization');
    expect(people.filter(({ surface }) => no.test(surface))).toEqual([]);
  });

  test('a line broken for want of room does not end a name', () => {
    const text = [
      'The delegation said that it would not agree with what the Union of South',
      'American Nations had asked for in the letter that it wrote to the',
      'committee in the year before, and that it would say so in the next United',
      'Nations Conference on the Law of Pumps, if that were to be held at all.',
    ].join('\n');
    const found = recognise(text).map(({ surface }) => surface.replaceAll('\n', ' '));
    expect(found).toEqual(expect.arrayContaining(['Union of South American Nations', 'United Nations Conference on the Law of Pumps']));
  });
});

describe('names in doubt', () => {
  let desk: Desk;
  let bot: Bot;
  const editor = () => someone('editor', { desk: desk.home() });

  beforeAll(async () => {
    desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
    await importRecords(desk, [
      { id: 'G1', ref: 'G1', date: '2015-01-01', body: 'In the camp we like Zelvatha for it, and we like Zelvatha for more.' },
      {
        id: 'G2',
        ref: 'G2',
        date: '2015-01-02',
        body: 'In the town we like Zelvatha for it. Mr. Paul Dornic and Ms. Anna Dornic were there.',
      },
      { id: 'G3', ref: 'G3', date: '2015-01-03', body: 'The guest was Dr. Dornic. It was Dr. Dornic who left.' },
      { id: 'G4', ref: 'G4', date: '2015-01-04', body: 'We saw Minister Ozkaral there.' },
      { id: 'G5', ref: 'G5', date: '2015-01-05', body: 'There Ozkaral said that it was late.' },
    ]);
    await desk.names.settled();
    bot = await createBot(desk, quiet);
  });
  afterAll(() => desk.close());

  const listed = async (options: { perhaps?: boolean } = {}): Promise<string> =>
    wordsOf((await ask(bot, 'individuals', options, editor())).reply);

  test('the list leaves it out and says where it is', async () => {
    expect(await listed()).not.toContain('Zelvatha');
    expect(await listed({ perhaps: true })).toContain('Zelvatha');
    expect(wordsOf((await ask(bot, 'individuals', { name: 'Zelvatha' }, editor())).reply)).toContain('perhaps a name');
    expect(desk.names.ofCable(desk.cables.get('G1')?.row ?? 0).map(({ entity }) => entity.name)).toEqual([]);
  });

  test('to whoever may not see the cable that shows it, it is perhaps one', () => {
    const without = new Set([desk.cables.get('G4')?.row ?? 0]);
    const all = { sort: 'mentions', offset: 0, limit: 10 } as const;
    const names = (how: object): string[] => desk.names.list('individual', { ...all, ...how }).rows.map(({ name }) => name);
    expect(names({})).toContain('Ozkaral');
    expect(names({ without })).not.toContain('Ozkaral');
    expect(names({ without, perhaps: true })).toContain('Ozkaral');
    expect(desk.names.get('individual:ozkaral', without)).toMatchObject({ perhaps: true });
    expect(desk.names.ofCable(desk.cables.get('G5')?.row ?? 0, without)).toEqual([]);
  });

  test('one press decides, says for how many mentions, and asks the next', async () => {
    const asked = wordsOf((await ask(bot, 'names review', {}, editor())).reply);
    expect(asked).toContain('Zelvatha: a person?');
    expect(asked).toContain('Who is Dornic where the cable does not say?');
    const confirmed = wordsOf((await ask(bot, 'names confirm', { name: 'individual:zelvatha', queue: true }, editor())).reply);
    expect(confirmed).toContain('This goes for 3 mentions in 2 cables.');
    expect(confirmed).not.toContain('Zelvatha: a person?');
    expect(await listed()).toContain('Zelvatha');
    const merged = await ask(
      bot,
      'names merge',
      { name: 'individual:dornic', into: 'individual:anna dornic', sure: true, queue: true },
      editor(),
    );
    expect(wordsOf(merged.reply)).toContain('This goes for 2 mentions in 1 cable.');
    expect(desk.names.ofCable(desk.cables.get('G3')?.row ?? 0).map(({ entity }) => entity.name)).toEqual(['Anna Dornic']);
    expect((await ask(bot, 'undo', {}, editor())).ok).toBe(true);
    expect((await ask(bot, 'undo', {}, editor())).ok).toBe(true);
    expect(await listed()).not.toContain('Zelvatha');
  });

  test('a decision about a name applies to its plural and its spellings, and to the letters that are explained', async () => {
    await importRecords(desk, [
      { id: 'G7', ref: 'G7', date: '2015-01-07', body: 'It was the Zelka Rails Committee that met. Later the Zelka Rails Committee left.' },
      {
        id: 'G8',
        ref: 'G8',
        date: '2015-01-08',
        body: 'It was the Zelka-Rails Committee that met. It was the Zelma Rails Committee that left.',
      },
    ]);
    await desk.names.settled();
    const [one, other, third] = ['zelka rails committee', 'zelkarails committee', 'zelma rails committee'].map(
      (key) => `organization:${key}`,
    );
    const hidden = (): (string | undefined)[] => [one, other, third].filter((id) => desk.names.get(id ?? '')?.hidden === true);
    expect(desk.names.get(other ?? '')).toBeDefined();
    const hide = { name: one ?? '', sure: true };
    expect(wordsOf((await ask(bot, 'names hide', { ...hide, queue: true }, editor())).reply)).toContain('1 other mention follows.');
    expect(hidden()).toEqual([one, other]);
    expect((await ask(bot, 'undo', {}, editor())).ok).toBe(true);
    await desk.names.settled();
    expect(hidden()).toEqual([]);
    expect((await ask(bot, 'names confirm', { name: other ?? '' }, editor())).ok).toBe(true);
    expect((await ask(bot, 'names hide', hide, editor())).ok).toBe(true);
    expect(hidden()).toEqual([one]);
    expect((await ask(bot, 'undo', {}, editor())).ok).toBe(true);
    expect((await ask(bot, 'undo', {}, editor())).ok).toBe(true);
  });

  test('what only a word such as Committee shows is asked about, once', async () => {
    await importRecords(desk, [{ id: 'G6', ref: 'G6', date: '2015-01-06', body: 'It was the Dornic Pumps Committee that met.' }]);
    await desk.names.settled();
    const asked = async (): Promise<string> => {
      const first = wordsOf((await ask(bot, 'names review', {}, editor())).reply);
      return `${first}${wordsOf((await ask(bot, 'names review', { page: 2 }, editor())).reply)}`;
    };
    expect(await asked()).toContain('Dornic Pumps Committee: an organization?');
    const id = 'organization:dornic pumps committee';
    expect((await ask(bot, 'names kind', { name: id, kind: 'individual', sure: true, queue: true }, editor())).ok).toBe(true);
    expect(await asked()).not.toContain('Dornic Pumps Committee');
    expect((await ask(bot, 'undo', {}, editor())).ok).toBe(true);
  });

  test('why several names are one, name by name', async () => {
    const why = wordsOf((await ask(bot, 'names why', { name: 'Anna Dornic' }, editor())).reply);
    expect(why).toContain('Why these are one: Anna Dornic');
    expect(why).toContain('its own name: G2');
  });
});

test('a stamp in many cables names nobody; the same name elsewhere is somebody’s', () => {
  const stamped = (i: number, more = ''): CableNames =>
    cable(`S${i}`, `Released by Martha B. Ozkaral on ${i} May 2014\n\nThe pumps came late that week.${more}`, '1975-01-01');
  const cables = Array.from({ length: 40 }, (_, i) => stamped(i + 1, i === 7 ? ' Mr. Anton Belfrage left.' : ''));
  expect(
    resolve(cables, [], [])
      .entities.filter(({ kind }) => kind === 'individual')
      .map(({ name }) => name),
  ).toEqual(['Anton Belfrage']);
  const some = cables.slice(0, 5);
  expect(resolve(some, [], []).entities.map(({ name }) => name)).toContain('Martha B. Ozkaral');
});
