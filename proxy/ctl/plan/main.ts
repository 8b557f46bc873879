import { runPlan } from './command.ts';

const { exitCode, output, error } = runPlan(process.argv.slice(2));
process.stdout.write(output);
process.stderr.write(error);
process.exitCode = exitCode;
