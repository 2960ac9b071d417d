import { html } from '../html.ts';

export interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  /** What is wrong with it, told below it and to screen readers. */
  readonly fault?: string | undefined;
  readonly hint?: string | undefined;
  readonly type?: 'text' | 'email' | 'number' | 'password';
  readonly autocomplete?: string;
  readonly inputmode?: 'numeric';
  readonly maxlength?: number;
  readonly required?: boolean;
  /** How much of the row it takes. Default: all. */
  readonly size?: 'half' | 'third';
}

export function TextField(props: TextFieldProps) {
  const { name, label, value = '', fault, hint, type = 'text', required = true, size = '' } = props;
  const notes = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ');
  return html`<div class=${`field ${size}`.trim()}>
    <label for=${name}>${label}${required ? '' : html` <span class="hint">(optional)</span>`}</label>
    <input
      id=${name}
      name=${name}
      type=${type}
      value=${value}
      required=${required}
      autocomplete=${props.autocomplete}
      inputmode=${props.inputmode}
      maxlength=${props.maxlength}
      aria-invalid=${fault ? 'true' : undefined}
      aria-describedby=${notes || undefined}
    />
    <${FieldNotes} name=${name} hint=${hint} fault=${fault} />
  </div>`;
}

export function FieldNotes({ name, hint, fault }: Pick<TextFieldProps, 'name' | 'hint' | 'fault'>) {
  return html`${hint && html`<p class="hint" id=${`${name}-hint`}>${hint}</p>`}${
    fault && html`<p class="fault" id=${`${name}-fault`}>${fault}</p>`
  }`;
}
