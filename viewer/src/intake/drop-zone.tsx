// SPDX-License-Identifier: Apache-2.0

interface Props {
  readonly over: boolean;
  /** The file on its way, when there is one. */
  readonly file?: { readonly name: string; readonly bytes: number };
  readonly onChoose: () => void;
}

/** The empty light box: where the image will be, and how to put one there. */
export function DropZone({ over, file, onChoose }: Props) {
  return (
    <div class={over ? 'drop-zone over' : 'drop-zone'}>
      <svg class="drop-frame" aria-hidden="true">
        <rect x="0" y="0" width="100%" height="100%" />
      </svg>
      {file ? (
        <div class="drop-words" role="status">
          <p class="drop-title">Sending {file.name}</p>
          <p>{formatBytes(file.bytes)}</p>
          <div class="busy-bar" />
        </div>
      ) : (
        <div class="drop-words">
          <p class="drop-title">{over ? 'Let go to send it' : 'Drop a frontal chest radiograph'}</p>
          <p>DICOM, PNG or JPEG</p>
          <button type="button" class="primary" onClick={onChoose}>
            Choose a file
          </button>
        </div>
      )}
    </div>
  );
}

/** Bytes for people: 812 B, 4.1 MB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
