import { html } from '../html.ts';
import { FieldNotes } from './text-field.ts';

export interface ChoiceFieldProps {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
  readonly fault?: string | undefined;
  readonly autocomplete?: string;
  readonly size?: 'half' | 'third';
}

export function ChoiceField({ name, label, choices, fault, autocomplete, size = 'third' }: ChoiceFieldProps) {
  return html`<div class=${`field ${size}`}>
    <label for=${name}>${label}</label>
    <select
      id=${name}
      name=${name}
      required
      autocomplete=${autocomplete}
      aria-invalid=${fault ? 'true' : undefined}
      aria-describedby=${fault ? `${name}-fault` : undefined}
    >
      <option value="">–</option>
      ${choices.map(([value, text]) => html`<option value=${value}>${text}</option>`)}
    </select>
    <${FieldNotes} name=${name} fault=${fault} />
  </div>`;
}
