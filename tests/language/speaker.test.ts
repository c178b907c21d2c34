import { describe, expect, test } from 'vitest';
import { sayingAt, sayingsIn } from '../../src/language/speaker.ts';

/** Who speaks, through whom, and whether it is denied: `A > B denies`. */
const told = (sentence: string): string[] =>
  sayingsIn(sentence).map(({ speaker, via, stance }) => {
    expect(sentence.slice(speaker.start, speaker.end)).toBe(speaker.name);
    return [...via.map(({ name }) => name), speaker.name].join(' > ') + (stance === 'says' ? '' : ` ${stance}`);
  });

describe('the speakers of a sentence', () => {
  test.each<[sentence: string, found: string[]]>([
    ['He said that Poti is two days away by sea.', ['He']],
    ['The harbour master said that Poti is two days away.', ['The harbour master']],
    ['An official of the Treasury told us that he knew it.', ['An official of the Treasury']],
    ['A member of the Chinese delegation told us at the door that the groups would meet.', ['A member of the Chinese delegation']],
    ['On Monday 5 March the minister of defence added that it was late.', ['the minister of defence']],
    ['Caroline Vicini, deputy head of the mission, said that it would work.', ['Caroline Vicini']],
    ['China “would not submit to bullying”, the note taker recorded, “even if a trade war hurt everybody”.', ['the note taker']],
    ['A council member, Mr. Ibrahima Tankoulou-Zarra, told the visitors that it was late.', ['Mr. Ibrahima Tankoulou-Zarra']],
    ['“It is late”, said the mayor of Niamey, Ibrahima Tankoulou-Zarra.', ['Ibrahima Tankoulou-Zarra']],
    ['According to a council member, Mr. Tankoulou-Zarra, it was late.', ['Mr. Tankoulou-Zarra']],
    ['The minister, Petrov, said that it was late.', ['Petrov']],
    ['The ministry in Kyiv, Ukraine, said that it was late.', ['The ministry in Kyiv']],
    ['According to the minister, Saudi Arabia, Iran and Oman agreed.', ['the minister']],
    ['The minister, a former banker, said that it was late.', ['The minister']],
    ['“It is late,” said Anatol Vermishyan.', ['Anatol Vermishyan']],
    ['“It is late,” Mr. Xi said.', ['Mr. Xi']],
    ['According to the ministry, the bridge is closed.', ['the ministry']],
    ['According to the ministry of energy stocks on 1 July were low.', []],
    ['The bridge is closed, according to Anatol Vermishyan.', ['Anatol Vermishyan']],
    ['Crimea, our contacts hold, "had been turned into a hot zone".', ['our contacts']],
    ['The minister did not say that the bridge was closed.', ['The minister did not say']],
    ['Petrov denied that the bridge was closed.', ['Petrov denies']],
    ['Petrov refused to say who had paid.', ['Petrov did not say']],
    ['Petrov said that Ivanov had told him that the bridge was closed.', ['Petrov', 'Petrov > Ivanov']],
    ['According to the ministry, Petrov said that the bridge was closed.', ['the ministry', 'the ministry > Petrov']],
    ['Petrov said that the ministry denied the report.', ['Petrov', 'Petrov > the ministry denies']],
    ['An official of a ministry in Kyiv, asked how he would tell it, answered that he could not.', ['An official of a ministry in Kyiv']],
    ['The minister met them and said that it was late.', ['The minister']],
    ['The officer, who said nothing else, left.', ['The officer']],
    ['The statement was described in a commentary as "a fence with a smile".', []],
    ['The harbour master was asked whether he had spoken to Poti.', []],
    ['Member states send their reports by Friday.', []],
    ['It was not to be seen.', []],
  ])('%s', (sentence, found) => {
    expect(told(sentence)).toEqual(found);
  });

  test('the words of a quotation are those of the innermost speaker', () => {
    const sentence = 'Petrov said it was late, but Ivanov told him “the bridge is closed”.';
    const at = sentence.indexOf('the bridge');
    expect(sayingAt(sentence, at, at + 10)?.speaker.name).toBe('Ivanov');
    expect(sayingAt('The bridge is closed.', 0, 5)).toBeUndefined();
  });

  test('reads hostile text without backtracking', () => {
    for (const piece of ['said ', 'X said, ', 'according to ', 'the of ', 'A ', '“said '])
      expect(sayingsIn(piece.repeat(3000)).length).toBeGreaterThanOrEqual(0);
  });
});
