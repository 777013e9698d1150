// SPDX-License-Identifier: Apache-2.0
import { evalHelp } from './eval/eval-help.js';

const exitCodes = `Exit codes
  0  the report was made, complete or partial (up: the mesh was stopped)
  1  it failed; the reason is on standard error
  2  the command line is wrong
  130  interrupted`;

const notice = 'Research use only, not for diagnosis.';

/** Help text of each command; the empty name is the program's own. */
export const helpTexts: Readonly<Record<string, string>> = {
  '': `asarg - chest radiograph in, report out, every sentence traced to image regions

Usage
  asarg up                 start the mesh and keep it running (open the printed address)
  asarg report FILE        make a report of a DICOM, PNG or JPEG file
  asarg trace REPORT       show where the time of a report went
  asarg top                watch the mesh: rates, durations, queues, errors
  asarg specialist         bring a model into the mesh, check it, exchange it
  asarg bundle             sign model bundles and check them
  asarg phantom            draw chest radiographs of nobody, with masks, labels and reports
  asarg eval               score reports and masks against a data set of yours

Options
  -h, --help               this text; \`asarg COMMAND --help\` for a command
  -V, --version            the version

${notice}
`,
  up: `asarg up - start the five services and keep them running

Usage
  asarg up [options]
  asarg up --once [FILE] [options]     make one report, print it, stop

Options
  --port PORT          port of the gateway, 0 for any free one (default 8080; a free one if taken)
  --ports LIST         ports of any services, such as vision=7111,cxas=0; or \`free\` for all
  --data DIR           where reports and images are kept (default .asarg/data)
  --bundles DIR        folder of the model bundles (default models/compact)
  --registry FILE      specialists to use (default deploy/registry.json; changes take effect at once)
  --once               make the report of FILE (default samples/phantom.dcm) and stop
  --json               one JSON object per event instead of text; with --once, the report as JSON
  -h, --help           this text

Each service is a process of its own; one that dies is started again. Their logs are in
.asarg/logs. Ctrl-C lets them finish what is in flight; a second Ctrl-C does not wait.

${exitCodes}

${notice}
`,
  report: `asarg report - make a report of one chest radiograph

Usage
  asarg report FILE [options]          FILE: DICOM, PNG or JPEG

Options
  --json               print the report as JSON, and nothing else, on standard output
  --url URL            gateway to use (default: ASARG_URL, then http://127.0.0.1:8080 if one
                       answers there, else a temporary mesh is started and stopped)
  --seed N             seed of the sampler, 0 to 4294967295
  --temperature T      0 (always the likeliest word) to 2
  --top-p P            nucleus mass, 0 to 1
  --max-new-tokens N   most tokens to write
  --guidance G         contrast against a normal image, 0 to 4
  --without SLOTS      slots of the fusion to leave out, such as cxas,lvm-med
  --gate MODE          an image that is no chest radiograph: enforce (refuse it, the default) or
                       warn
  --all-stages         in the timing chart, a line for every part of a model's work
  -h, --help           this text

Progress goes to standard error, the report to standard output. Colour only on a terminal and
without NO_COLOR.

${exitCodes}

${notice}
`,
  trace: `asarg trace - show where the time of a report went

Usage
  asarg trace REPORT [options]         REPORT: the id that \`asarg report\` prints

Options
  --follow, -f         of a report in the making: show its stages as they come, until it ends
  --gateway URL        gateway that has it (default: ASARG_URL, then http://127.0.0.1:8080)
  --json               times as JSON: stages, attempts, duration, critical path; no text of the report
  -h, --help           this text

A line for every stage, with start and duration; specialists in parts, with the attempts that did
not answer. Marked stages are what the report waited for: they follow each other without gaps. On a
terminal --follow redraws; elsewhere it appends a line per stage that has ended.

Exit codes
  0  the report was shown, whatever became of it
  1  there is no such report, or no gateway
  2  the command line is wrong
  130  interrupted

${notice}
`,
  top: `asarg top - watch the mesh: rates, durations, queues, errors

Usage
  asarg top [options]

Options
  --mesh FILE          file of a running mesh (default .asarg/mesh.json, which \`asarg up\` writes)
  --metrics NAME=URL   a service's metrics in the text format of Prometheus; may be given again.
                       Without --mesh, only these services are asked
  --interval SECONDS   time between two looks, 0.5 to 3600 (default 2)
  --once               one table after one interval, then stop; so too where output is no terminal
  --json               a line of JSON per interval; with --once, one object
  -h, --help           this text

Rates, means, p50 and p95 are of the last interval, by difference of two scrapes; \`>\` marks what
lies above the last bucket of a histogram. q or Ctrl-C ends. Nothing else needs to run: the services
are asked themselves.

Exit codes
  0  the mesh was shown
  1  there is no file of a mesh, or no service answers (with one table or object)
  2  the command line is wrong
  130  interrupted, where there is no screen

${notice}
`,
  phantom: `asarg phantom - draw chest radiographs of nobody, with exact masks, labels and reports

Usage
  asarg phantom --out DIR [options]

Options
  --out DIR            folder to write to; made if missing
  --count N            studies (default 1); study i has the seed SEED + i
  --seed SEED          first seed (default 1); the same seed draws the same bytes
  --size PIXELS        rows and columns, 64 to 4096 (default 512)
  --format FORMAT      png (default), dicom or both
  --masks              bit masks of all 212 classes: masks/ID.masks.gz, laid out in masks.json
  --pairs              also each chest without its first finding (ID-without)
  --findings LIST      draw from these findings only, such as "pleural effusion,cardiomegaly"
  --contact-sheet      contact-sheet.png: films, and outlines of lungs, heart and findings
  -h, --help           this text

reports.jsonl holds a line per film: report, labels, findings with their channels, sentences.
Not a source of clinical claims.

${exitCodes}

${notice}
`,
  eval: evalHelp,
};
