import { noChange } from '/lib/lit-html/lit-html.js';
import { Directive, directive } from '/lib/lit-html/directive.js';

class Vars extends Directive {
  render() {
    return noChange;
  }

  update(part, [properties]) {
    for (const [name, value] of Object.entries(properties)) {
      part.element.style.setProperty(name, value);
    }
    return noChange;
  }
}

/**
 * Sets CSS custom properties of an element, as in `<i ${vars({'--part': 0.4})}>`. lit's own styleMap writes a
 * style attribute first, which the page's Content-Security-Policy forbids.
 */
export const vars = directive(Vars);
