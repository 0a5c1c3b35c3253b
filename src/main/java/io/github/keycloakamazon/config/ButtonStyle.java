package io.github.keycloakamazon.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How Amazon's button looks in login themes that include its styles, such as the themes of this project. */
public enum ButtonStyle {
    /** Dark text on gold. The default. */
    GOLD("gold"),
    /** Dark text on white. */
    LIGHT("light"),
    /** White text on dark grey. */
    DARK("dark"),
    /** Amazon's own image from Amazon's servers, so Amazon learns of each user who opens the login page. */
    OFFICIAL_IMAGE("official-image");

    private final String setting;

    ButtonStyle(String setting) {
        this.setting = setting;
    }

    /** {@return the value in the provider's settings} */
    public String setting() {
        return setting;
    }

    static Optional<ButtonStyle> ofSetting(String setting) {
        return Arrays.stream(values())
                .filter(style -> style.setting.equals(setting))
                .findFirst();
    }

    /** {@return the values in the provider's settings} */
    public static List<String> settings() {
        return Arrays.stream(values()).map(ButtonStyle::setting).toList();
    }
}
