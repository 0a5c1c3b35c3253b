package io.github.keycloakamazon.browser;

import com.microsoft.playwright.Locator;
import java.util.List;
import java.util.Map;

/**
 * What a user sees of a button.
 *
 * @param text what is painted, with what the stylesheet adds and without what it hides
 * @param font the font of the text
 * @param contrast of the text and its background, as WCAG counts it
 * @param box the place on the page: left, top, width, height
 */
record ButtonLook(String text, String font, String fontSize, String background, double contrast, List<Double> box) {
    private static final String MEASURE = """
            button => {
              const added = (element, pseudo) => {
                const { content, display, fontSize, visibility } = getComputedStyle(element, pseudo);
                const painted = content.startsWith('"') && display !== 'none' && fontSize !== '0px' && visibility === 'visible';
                return painted ? JSON.parse(content) : '';
              };
              const painted = element => {
                const { display, fontSize, visibility } = getComputedStyle(element);
                if (display === 'none' || !(element instanceof HTMLElement)) return '';
                const own = node => fontSize !== '0px' && visibility === 'visible' ? node.data : '';
                const inside = [...element.childNodes]
                  .filter(node => node.nodeType === Node.TEXT_NODE || node.nodeType === Node.ELEMENT_NODE)
                  .map(node => node.nodeType === Node.TEXT_NODE ? own(node) : painted(node));
                return [added(element, '::before'), ...inside, added(element, '::after')].join('');
              };
              const text = added(button, '::before')
                ? getComputedStyle(button, '::before')
                : getComputedStyle([...button.querySelectorAll('span')].pop() ?? button);
              const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
              const rgb = colors => {
                paint.clearRect(0, 0, 1, 1);
                for (const color of colors) { paint.fillStyle = color; paint.fillRect(0, 0, 1, 1); }
                return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
              };
              const behind = [];
              for (let e = button; e; e = e.parentElement) behind.unshift(getComputedStyle(e).backgroundColor);
              const luminance = color => color
                .map(part => part / 255)
                .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
                .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
              const lights = [rgb(behind), rgb([...behind, text.color])].map(luminance).sort((a, b) => b - a);
              const box = button.getBoundingClientRect();
              return {
                text: painted(button).replace(/\\s+/g, ' ').trim(),
                font: text.fontFamily,
                fontSize: text.fontSize,
                background: getComputedStyle(button).backgroundColor,
                contrast: (lights[0] + 0.05) / (lights[1] + 0.05),
                box: [box.left, box.top, box.width, box.height],
              };
            }""";

    static ButtonLook of(Locator button) {
        Map<?, ?> seen = (Map<?, ?>) button.evaluate(MEASURE);
        return new ButtonLook(
                (String) seen.get("text"),
                (String) seen.get("font"),
                (String) seen.get("fontSize"),
                (String) seen.get("background"),
                number(seen.get("contrast")),
                ((List<?>) seen.get("box")).stream().map(ButtonLook::number).toList());
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    double width() {
        return box.get(2);
    }

    double height() {
        return box.get(3);
    }
}
