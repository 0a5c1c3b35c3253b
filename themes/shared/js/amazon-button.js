// Keycloak names the button for screen readers and voice control with a text of its own, while users see the one that the
// stylesheet wrote. What is seen is made the name. Without JavaScript the button works all the same.
document.addEventListener("DOMContentLoaded", () => {
    for (const mark of document.querySelectorAll("a > .amazon-button-text")) {
        const button = mark.parentElement;
        const { content } = getComputedStyle(button, "::before");
        if (content.startsWith('"')) {
            button.setAttribute("aria-label", JSON.parse(content));
        }
    }
});
