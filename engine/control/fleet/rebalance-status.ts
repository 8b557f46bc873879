import { parseTime } from '../../base/time.ts';
import type { EngineContext } from '../../context.ts';
import { type Answer, jsonAnswer } from '../../protocol/routed-request.ts';
import { isFleetInPlace } from '../../movement/move/fleet-settling.ts';
import { runningOperation } from './operations.ts';
import { type MoveProgress, rebalanceProgress } from './rebalance-progress.ts';

/** `GET /_miroir/rebalance/status`: whether shards move, why, and how far they have come. */
export async function getRebalanceStatus(context: EngineContext): Promise<Answer> {
  const { catalogue, cluster, ports } = context;
  const moves = await ports.store.listMoves();
  const running = await runningOperation(context);
  const { topology, paused } = cluster.fleet;
  const startedMs = running === undefined ? undefined : parseTime(running.startedAt);
  const progress = rebalanceProgress({
    topology,
    indexes: catalogue.all(),
    isInPlace: isFleetInPlace(context),
    moves,
    replicasToMove: running?.replicasToMove ?? null,
    elapsedMs: startedMs === undefined ? null : ports.clock.wallMs() - startedMs,
    paused,
  });
  return jsonAnswer(200, {
    in_progress: progress.isInProgress,
    paused,
    triggered_by: running === undefined ? null : `${running.kind} ${running.subject}`,
    operation_id: running?.id ?? null,
    started_at: running?.startedAt ?? null,
    phases: progress.phases.map(renderPhase),
    overall_pct_complete: progress.percent,
    documents_copied: progress.documentsCopied,
    bytes_copied: progress.bytesCopied,
    estimated_seconds_left: progress.secondsLeft,
  });
}

function renderPhase(phase: MoveProgress): object {
  return {
    index: phase.index,
    shards: phase.shards,
    state: phase.state,
    pct_complete: phase.percent,
    source: phase.source,
    destination: phase.destination,
    documents_copied: phase.documentsCopied,
    bytes_copied: phase.bytesCopied,
    documents: phase.documents,
  };
}
