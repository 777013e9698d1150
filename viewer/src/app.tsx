// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'preact/hooks';
import { rememberKey } from './access/api-key';
import { type GenerationOptions, imageUrl } from './api/report-client';
import { CataloguePanel } from './catalogue/catalogue-panel';
import { Contributions } from './details/contributions';
import { ProblemPanel } from './details/problem-panel';
import { ProvenanceDetails } from './details/provenance-details';
import { hitRegions, nextCiting } from './image/hit-regions';
import { ImagePanel } from './image/image-panel';
import { useBitmap } from './image/use-bitmap';
import { useDrawnRegions } from './image/use-drawn-regions';
import { useImageView } from './image/use-image-view';
import { DropZone } from './intake/drop-zone';
import { Introduction } from './intake/introduction';
import { useFileDrop } from './intake/use-file-drop';
import { HelpDialog } from './keyboard/help-dialog';
import { runCommand } from './keyboard/run-command';
import { useKeyboard } from './keyboard/use-keyboard';
import { Masthead } from './masthead';
import { reportIdOf } from './report-link';
import { ReportPanel } from './report-panel';
import { sentenceAnnouncement } from './sentences/sentence-words';
import { StagePanel } from './stages/stage-panel';
import { useReport } from './state/use-report';
import { useLook } from './use-look';

/** The page. */
export function App() {
  const [state, controller] = useReport();
  const [look, setLook] = useLook();
  const [selected, setSelected] = useState<number>();
  const [pointed, setPointed] = useState<number>();
  const [options, setOptions] = useState<GenerationOptions>({});
  const lastFile = useRef<File | undefined>(undefined);
  const picker = useRef<HTMLInputElement>(null);

  const { report, phase } = state;
  const sentences = report?.sentences ?? NONE;
  const active = pointed ?? selected;
  const bitmap = useBitmap(report ? imageUrl(report) : undefined);
  const image = report?.image ?? naturalSize(bitmap);
  const imageView = useImageView(image, report?.id);
  const { styles, regions } = useDrawnRegions(report?.id, sentences, active);

  useEffect(() => {
    setSelected(undefined);
    setPointed(undefined);
  }, [report?.id]);

  function send(file: File, chosen: GenerationOptions = options): void {
    lastFile.current = file;
    void controller.send(file, chosen);
  }
  function insistOf(): (() => void) | undefined {
    const file = lastFile.current;
    const isRefused = state.problem?.type === NOT_A_CHEST_RADIOGRAPH;
    return file && isRefused ? () => send(file, { ...options, gate: 'warn' }) : undefined;
  }
  function retryOf(): (() => void) | undefined {
    const file = lastFile.current;
    if (state.file && file) return () => send(file);
    const id = reportIdOf(location.search);
    return id && !report ? () => void controller.open(id) : undefined;
  }
  const choose = () => picker.current?.click();
  const over = useFileDrop((file) => send(file));
  const run = runCommand({ sentences, selected, setSelected, setPointed, imageView, setLook });
  useKeyboard(run);

  const onPoint = (at: { x: number; y: number }) => {
    const hit = image ? hitRegions(regions, image, at) : [];
    setSelected(hit.length > 0 ? nextCiting(sentences, hit, selected) : undefined);
  };
  const current = sentences.find((sentence) => sentence.index === selected);

  return (
    <>
      <p class="banner" role="note">
        Research use only, not for diagnosis
      </p>
      <Masthead
        state={state}
        onNew={() => {
          lastFile.current = undefined;
          controller.clear();
        }}
        onHelp={() => setLook('help', true)}
      />
      <main>
        <div class="workbench">
          <section class="image-panel" aria-label="Image">
            {report ? (
              <ImagePanel
                bitmap={bitmap}
                image={image}
                imageView={imageView}
                regions={regions}
                look={look}
                active={active}
                run={run}
                onPoint={onPoint}
              />
            ) : (
              <DropZone
                over={over}
                file={phase === 'uploading' ? state.file : undefined}
                onChoose={choose}
              />
            )}
          </section>
          <section class="report-panel" aria-label="Report">
            {state.problem && (
              <ProblemPanel
                problem={state.problem}
                onRetry={insistOf() ? undefined : retryOf()}
                onInsist={insistOf()}
                onKey={(key) => {
                  rememberKey(key);
                  retryOf()?.();
                }}
                onChoose={choose}
              />
            )}
            {report && (phase !== 'failed' || sentences.length > 0) && (
              <ReportPanel
                state={state}
                styles={styles}
                selected={selected}
                pointed={pointed}
                onSelect={setSelected}
                onPoint={setPointed}
              />
            )}
            {!report && !state.problem && phase !== 'opening' && (
              <Introduction options={options} onOptions={setOptions} />
            )}
            {phase === 'opening' && <p class="quiet">Opening the report</p>}
          </section>
        </div>
        {report && (
          <>
            <StagePanel
              state={state}
              shown={look.waterfall}
              onToggle={() => setLook('waterfall')}
            />
            <Contributions list={report.contributions} />
            <ProvenanceDetails report={report} />
          </>
        )}
        <CataloguePanel />
      </main>
      {over && report && <div class="drop-veil">Let go to send this image</div>}
      <p class="visually-hidden" aria-live="polite" data-testid="announcer">
        {current ? sentenceAnnouncement(current, sentences.length) : PHASE_WORDS[phase]}
      </p>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label="Radiograph"
        accept=".dcm,.dicom,.png,.jpg,.jpeg,application/dicom,image/png,image/jpeg,application/octet-stream"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file) send(file);
        }}
      />
      <HelpDialog open={look.help} onClose={() => setLook('help', false)} />
    </>
  );
}

const NONE: readonly never[] = [];

/** The problem of an image that the input gate refused. */
const NOT_A_CHEST_RADIOGRAPH = 'urn:asarg:problem:not-a-chest-radiograph';

const PHASE_WORDS = {
  empty: '',
  uploading: 'Sending the image',
  opening: 'Opening the report',
  live: 'The report is being written',
  done: 'The report is finished',
  failed: '',
} as const;

function naturalSize(bitmap: ReturnType<typeof useBitmap>) {
  if (bitmap.state !== 'ready') return undefined;
  return { width: bitmap.element.naturalWidth, height: bitmap.element.naturalHeight };
}
