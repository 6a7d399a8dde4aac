package org.sdcodec.weights.hub;

/**
 * The terms under which a model is published.
 *
 * @param id short name, as on the model's page
 * @param name full name
 * @param url where the text is
 * @param summary what matters most of it, in our words; the text itself counts
 */
public record Licence(String id, String name, String url, String summary) {
    static final Licence OPEN_RAIL_M = new Licence(
            "creativeml-openrail-m",
            "CreativeML Open RAIL-M",
            "https://huggingface.co/spaces/CompVis/stable-diffusion-license",
            "Use, also for a business, and passing on are free, but not for the uses that its Attachment A forbids (among"
                    + " them breaking the law, harming people, discrimination, medical advice); whoever passes the model or"
                    + " a derivative on must pass these restrictions on.");

    static final Licence OPEN_RAIL_PLUS_PLUS_M = new Licence(
            "openrail++",
            "CreativeML Open RAIL++-M",
            "https://huggingface.co/stabilityai/stable-diffusion-2/blob/main/LICENSE-MODEL",
            OPEN_RAIL_M.summary);

    static final Licence MIT = new Licence(
            "mit",
            "MIT License",
            "https://opensource.org/license/mit",
            "Use and passing on are free as long as the copyright notice stays with copies; there is no warranty.");

    static final Licence APACHE_2 = new Licence(
            "apache-2.0",
            "Apache License 2.0",
            "https://www.apache.org/licenses/LICENSE-2.0",
            "Use and passing on are free as long as the licence and the notices stay with copies and changes are stated;"
                    + " there is no warranty.");

    static final Licence STABILITY_COMMUNITY = new Licence(
            "stabilityai-ai-community",
            "Stability AI Community License",
            "https://stability.ai/community-license-agreement",
            "Use is free for research and for whoever earns less than a stated sum a year; others need a licence of the"
                    + " publisher. The hub gives the files to those who have accepted the terms on the model's page.");
}
