import { describe, expect, test } from 'vitest';
import {
  acknowledged,
  auditOf,
  keysOf,
  lost,
  refused,
  TestRun,
  violationsOf,
} from './testing/history.ts';

const name = 'no_phantom';

describe('a version', () => {
  test('is real if its write was acknowledged, or may have taken effect', () => {
    const run = new TestRun();
    run.write('POST', [{ id: 'a' }], acknowledged(1));
    run.write('PUT', [{ id: 'b' }], lost);
    run.finds([
      { id: 'a', v: 'c0.0' },
      { id: 'b', v: 'c0.1' },
    ]);
    const audit = auditOf([
      { id: 'a', v: 'c0.0' },
      { id: 'b', v: 'c0.1' },
    ]);
    expect(keysOf(name, run.record({ audit }))).toEqual([]);
  });

  test('is a phantom if nobody wrote it', () => {
    const run = new TestRun();
    run.write('POST', [{ id: 'a' }], acknowledged(1));
    run.finds([{ id: 'a', v: 'other' }]);
    expect(violationsOf(name, run.record())[0]).toMatchObject({
      key: 'i/a',
      message: 'c0.1 shows i/a with v=other, which nobody wrote',
      operations: ['c0.1'],
    });
  });

  test('is a phantom if it was written to another document, or in vain, or only later', () => {
    const elsewhere = new TestRun();
    elsewhere.write('POST', [{ id: 'a' }], acknowledged(1));
    elsewhere.finds([{ id: 'b', v: 'c0.0' }]);
    expect(keysOf(name, elsewhere.record())).toEqual(['i/b']);
    const vain = new TestRun();
    vain.write('POST', [{ id: 'a' }], refused(400, 'bad_request'));
    vain.finds([{ id: 'a', v: 'c0.0' }]);
    expect(violationsOf(name, vain.record())[0]?.operations).toEqual(['c0.1', 'c0.0']);
    const failed = new TestRun();
    failed.write('POST', [{ id: 'a' }], acknowledged(1));
    failed.sees(1, 'failed', 'invalid_document_id');
    failed.finds([{ id: 'a', v: 'c0.0' }]);
    expect(keysOf(name, failed.record())).toEqual(['i/a']);
    const later = new TestRun();
    later.finds([{ id: 'a', v: 'c0.1' }]);
    later.write('POST', [{ id: 'a' }], acknowledged(1));
    expect(keysOf(name, later.record())).toEqual(['i/a']);
  });

  test('is found on a node, too', () => {
    const run = new TestRun();
    run.write('POST', [{ id: 'a' }], acknowledged(1));
    const audit = auditOf([
      { id: 'a', v: 'c0.0' },
      { id: 'b', v: 'b' },
    ]);
    expect(violationsOf(name, run.record({ audit }))[0]?.message).toMatch(/^n\d shows i\/b/);
  });
});
