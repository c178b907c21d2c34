import { describe, expect, test } from 'vitest';
import { officesBeside } from '../../src/names/recognise/offices.ts';

/** Roles beside the first of the names; the others are other people. */
function roles(text: string, name: string, ...others: string[]): string[] {
  const spanOf = (one: string) => ({ start: text.indexOf(one), end: text.indexOf(one) + one.length });
  return officesBeside(text, spanOf(name), others.map(spanOf)).map(({ start, end }) => text.slice(start, end).replaceAll('\n', ' '));
}

describe('roles beside a name', () => {
  test('stand behind it, before it, and as its title', () => {
    expect(roles('We met Caroline Vicini, deputy head of the mission in Washington, who was calm.', 'Caroline Vicini')).toEqual([
      'deputy head of the mission in Washington',
    ]);
    expect(roles('It was told to the Minister of Finance, Mr. Rogozin, on Monday.', 'Rogozin')).toEqual(['the Minister of Finance']);
    expect(roles('Yesterday Foreign Minister Rogozin came.', 'Rogozin')).toEqual(['Foreign Minister']);
    expect(roles('WE SAW US AMBASSADOR ROGOZIN TODAY.', 'ROGOZIN')).toEqual(['US AMBASSADOR']);
    expect(roles('Unlike President Putin he stayed.', 'Putin')).toEqual(['President']);
  });

  test('go on over the end of a line and are never cut there', () => {
    expect(roles('They thanked Mr. Trump, the President of the United\nStates of America, for coming. He was glad.', 'Trump')).toEqual([
      'the President of the United States of America',
    ]);
    expect(roles('WE SAW ROGOZIN, NATIONAL DIRECTOR OF\n\nHYDROCARBONS WHO WAS THERE.', 'ROGOZIN')).toEqual([]);
  });

  test('are nobody else’s', () => {
    expect(roles('In his meeting with Putin, Secretary Mueller assured him of help.', 'Putin', 'Mueller')).toEqual([]);
    expect(roles('At the suggestion of Putin, the President of Serbia has told us so.', 'Putin')).toEqual([]);
    expect(roles('They said that Putin,\nXi and Trump will again head their lists.', 'Putin', 'Xi', 'Trump')).toEqual([]);
    expect(roles('He saw the wife of the President, Mrs. Vicini, at noon.', 'Vicini')).toEqual(['the wife of the President']);
    expect(roles('He spoke on behalf of the President, Mrs. Vicini, at noon.', 'Vicini')).toEqual([]);
    expect(roles('They were the President, Mr. Trump and Mr. Putin.', 'Trump', 'Putin')).toEqual([]);
    expect(roles('He saw Vicini, secretary to President Trump, at noon.', 'Vicini', 'Trump')).toEqual(['secretary to President Trump']);
  });

  test('are offices, not what follows a comma', () => {
    expect(roles('I thank Mr. Trump, for his steady work as president.', 'Trump')).toEqual([]);
    expect(roles('Caroline, I would like to meet Secretary Clinton.', 'Caroline')).toEqual([]);
    expect(roles('Vicini,\n\nSecretary Clinton gave a speech.', 'Vicini')).toEqual([]);
    expect(roles('As the candidate of the General Assembly, Mr. Xi was there.', 'Xi')).toEqual(['the candidate of the General Assembly']);
    expect(roles('For the post at the General Assembly, Mr. Xi was there.', 'Xi')).toEqual([]);
  });

  test('are not read from lists and heads of mails', () => {
    expect(roles('From: Vicini, Head\nTo: Trump, President of all\nSubject: It is here', 'Trump')).toEqual([]);
    expect(roles('Guests\nVicini, Head of Section\nRogozin, Minister of Energy\nXi, Adviser', 'Rogozin')).toEqual([]);
  });
});
