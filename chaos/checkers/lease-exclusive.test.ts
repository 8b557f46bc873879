import { describe, expect, test } from 'vitest';
import type { ClaimEvent } from '../../sim/trace/record.ts';
import { acknowledged, keysOf, TestRun, violationsOf } from './testing/history.ts';
import { correctMove, exchangeWith, type MoveStory } from './testing/movement.ts';

const name = 'lease_exclusive';

function keysFor(change: Partial<MoveStory>): readonly string[] {
  return keysOf(name, new TestRun().record({ ...correctMove(), ...change }));
}

function claim(at: number, session: number, change: ClaimEvent['change']): ClaimEvent {
  return { at, proxy: `p${session}`, session, index: 'i', change };
}

describe('the claim of an index', () => {
  test('belongs to one session at a time', () => {
    const { claims } = correctMove();
    expect(keysFor({ claims })).toEqual([]);
    expect(keysFor({ claims: [...claims, claim(140, 8, 'claimed')] })).toEqual([]);
    expect(keysFor({ claims: [claim(5, 8, 'claimed'), ...claims] })).toEqual(['i claim']);
    const other = { ...claim(5, 8, 'claimed'), index: 'j' };
    expect(keysFor({ claims: [other, ...claims] })).toEqual([]);
  });

  test('may be taken again by who has it', () => {
    const [begun, ended] = correctMove().claims;
    if (begun === undefined || ended === undefined) throw new Error('a claim begins and ends');
    expect(keysFor({ claims: [begun, { ...begun, at: 50 }, ended] })).toEqual([]);
  });
});

describe('a step of a move', () => {
  test('is not accepted from a session that lost the claim', () => {
    const claims = [
      claim(10, 7, 'claimed'),
      claim(55, 7, 'ended'),
      claim(56, 8, 'claimed'),
      claim(200, 8, 'ended'),
    ];
    const story = { ...correctMove(), claims, exchanges: [] };
    const [violation] = violationsOf(name, new TestRun().record(story));
    expect(violation?.key).toBe('i step');
    expect(violation?.message).toMatch(
      /^step delta of the move of i to n\d was accepted from session 7, while session 8 had the claim$/,
    );
    const moves = correctMove().moves.map((step) => ({ ...step, session: step.at < 56 ? 7 : 8 }));
    expect(keysFor({ claims, moves, exchanges: [] })).toEqual([]);
  });

  test('is not accepted from anybody without a claim', () => {
    expect(keysFor({ claims: [], exchanges: [] })).toEqual(['i step']);
    const claims = [claim(10, 7, 'claimed'), claim(125, 7, 'ended')];
    expect(keysFor({ claims, exchanges: [] })).toEqual(['i step']);
  });

  test('is not needed to end it with its index', () => {
    const claims = [claim(10, 7, 'claimed'), claim(125, 7, 'ended')];
    const forgotten = { at: 130, index: 'i', placement: null };
    const placements = [...correctMove().placements, forgotten];
    expect(keysFor({ claims, placements, exchanges: [] })).toEqual([]);
  });
});

describe('a proxy without the claim', () => {
  const claims = [claim(10, 0, 'claimed'), claim(100, 0, 'ended')];
  const path = '/indexes/i/documents';

  function keysOfRequest(at: number, request: { path: string; body: string }): readonly string[] {
    const run = new TestRun();
    const documents = [
      { id: '1', v: 'c0.3' },
      { id: '2', v: 'c0.3' },
    ];
    run.write('POST', documents, acknowledged(1), { from: 140, until: 160 });
    const exchanges = [exchangeWith('n0', at, request)];
    return keysOf(name, run.record({ ...correctMove(), moves: [], claims, exchanges }));
  }

  test('cleans no node', () => {
    const body = JSON.stringify({ filter: '_miroir_shard IN ["((()"]' });
    expect(keysOfRequest(50, { path: `${path}/delete`, body })).toEqual([]);
    expect(keysOfRequest(150, { path: `${path}/delete`, body })).toEqual(['i request']);
  });

  test('copies nothing, but passes on what a client writes', () => {
    const copy = JSON.stringify([
      { id: '1', v: 'c0.1' },
      { id: '2', v: 'c0.2' },
    ]);
    const write = JSON.stringify([
      { id: '1', v: 'c0.3' },
      { id: '2', v: 'c0.3' },
    ]);
    expect(keysOfRequest(50, { path, body: copy })).toEqual([]);
    expect(keysOfRequest(150, { path, body: copy })).toEqual(['i request']);
    expect(keysOfRequest(150, { path, body: write })).toEqual([]);
    expect(keysOfRequest(170, { path, body: write })).toEqual(['i request']);
  });
});
